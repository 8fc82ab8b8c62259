use stream_core::stream;

#[derive(Debug)]
struct Reading(u32);

fn main() {
    stream!({
        let left = from_iter([(1_u32, Reading(1))]);
        let right = from_iter([(1_u32, 2)]);
        left.join(right, within = batch).print();
    });
}
