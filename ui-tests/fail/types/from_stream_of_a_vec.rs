use stream_core::stream;

fn main() {
    stream!(from_stream(vec![1, 2, 3]).print());
}
