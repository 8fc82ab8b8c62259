use stream_core::stream;

fn main() {
    stream!(from_iter(0..9).collect());
}
