use stream_core::stream;

fn main() {
    stream!(vec![1, 2, 3].print());
}
