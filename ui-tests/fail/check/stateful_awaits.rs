use stream_core::stream;

fn main() {
    stream!(
        rate(1)
            .key_by(|tick| tick.1 % 2)
            .stateful(|_, _, state: &mut u8, _| *state = std::future::ready(1).await)
            .print()
    );
}
