use stream_core::stream;

fn main() {
    stream!(from_iter([1, 2, 3]).map(|n| n + offset).print());
}
