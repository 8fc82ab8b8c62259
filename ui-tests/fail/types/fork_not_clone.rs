use stream_core::stream;

#[derive(Debug)]
struct Reading(u32);

fn main() {
    stream!({
        let readings = from_iter([Reading(1)]);
        readings.filter(|reading| reading.0 > 1).print();
        readings.count().print();
    });
}
