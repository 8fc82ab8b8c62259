use stream_core::stream;

fn main() {
    stream!(
        rate(10)
            .event_time(|tick| tick.0, out_of_order = 1s)
            .key_by(|tick| tick.1 % 2)
            .window(fixed(1min))
            .count()
            .late()
            .print()
    );
}
