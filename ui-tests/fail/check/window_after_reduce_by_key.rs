use stream_core::stream;

fn main() {
    stream!(
        rate(1)
            .event_time(|tick| tick.0, out_of_order = 1s)
            .key_by(|tick| tick.1 % 2)
            .reduce_by_key(|a, _| a)
            .window(fixed(10s))
            .count()
            .print()
    );
}
