use stream_core::stream;

fn main() {
    stream!(rate(1).key_by(|tick| tick.1 % 2).reduce_by_key_and_window(|a, _| a, fixed(30s)).print());
}
