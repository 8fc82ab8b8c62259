use stream_core::stream;

fn main() {
    stream!(from_iter([("a", 1, 2)]).reduce_by_key(|a, b| a + b).print());
}
