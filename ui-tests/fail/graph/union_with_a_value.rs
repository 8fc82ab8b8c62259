use stream_core::stream;

fn main() {
    stream!(from_iter([1]).union([2]).print());
}
