use stream_core::stream;

fn main() {
    stream!({
        let ticks = rate(1);
        let timed = ticks.event_time(|tick| tick.0, out_of_order = 1s);
        timed.union(ticks).key_by(|tick| tick.1).window(fixed(10s)).count().print();
    });
}
