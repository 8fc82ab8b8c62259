use stream_core::stream;

fn main() {
    stream!(
        rate(10)
            .key_by(|tick| tick.1 % 2)
            .window(fixed(1min))
            .count()
            .map(|(key, count)| format!("{key}: {count}"))
            .print()
    );
}
