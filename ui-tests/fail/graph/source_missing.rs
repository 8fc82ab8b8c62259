use stream_core::stream;

fn main() {
    stream!(zip([1, 2], [3, 4]).print());
}
