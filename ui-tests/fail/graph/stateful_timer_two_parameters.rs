use stream_core::stream;

fn main() {
    stream!(
        rate(1)
            .key_by(|tick| tick.1 % 2)
            .stateful(|_, _, _: &mut u8, _| {}, on_timer = |key, time| {})
            .print()
    );
}
