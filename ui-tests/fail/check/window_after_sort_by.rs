use stream_core::stream;

fn main() {
    stream!(
        rate(1)
            .event_time(|tick| tick.0, out_of_order = 1s)
            .sort_by(|tick| tick.1)
            .map(|tick| (tick.1, tick.0))
            .window(session(gap = 30s))
            .count()
            .print()
    );
}
