use stream_core::stream;

fn main() {
    stream!(
        rate(1)
            .key_by(|tick| tick.1 % 2)
            .window(fixed(10s))
            .count()
            .event_time(|count| count.window.end, out_of_order = 1s)
            .print()
    );
}
