use stream_core::stream;

fn main() {
    stream!(map(|n| n + 1).print());
}
