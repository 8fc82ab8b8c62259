use stream_core::stream;

fn main() {
    stream!(from_iter(["a", "b"]).reduce(|a, b| a + b).print());
}
