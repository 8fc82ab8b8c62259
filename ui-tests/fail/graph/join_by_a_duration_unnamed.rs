use stream_core::stream;

fn main() {
    stream!({
        let ticks = rate(1).event_time(|tick| tick.0, out_of_order = 1s).key_by(|tick| tick.1 % 2);
        ticks.join(ticks, 10s).print();
    });
}
