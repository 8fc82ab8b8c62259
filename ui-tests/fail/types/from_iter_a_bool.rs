use stream_core::stream;

fn main() {
    stream!(from_iter(true).print());
}
