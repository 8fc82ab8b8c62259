use stream_core::stream;

fn main() {
    stream!(from_iter(["a", "b"]).reduce_by_key(|a, b| a + b).print());
}
