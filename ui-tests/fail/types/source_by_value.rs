use stream_core::stream;

fn main() {
    stream!(source(vec![1, 2, 3]).print());
}
