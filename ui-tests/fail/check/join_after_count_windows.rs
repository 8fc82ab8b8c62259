use stream_core::stream;

fn main() {
    stream!({
        let counts = rate(1)
            .event_time(|tick| tick.0, out_of_order = 1s)
            .key_by(|tick| tick.1 % 2)
            .window(count(3))
            .count();
        let ticks = rate(1).event_time(|tick| tick.0, out_of_order = 1s).key_by(|tick| tick.1 % 2);
        counts.join(ticks, within = 10s).print();
    });
}
