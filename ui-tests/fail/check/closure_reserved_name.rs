use stream_core::stream;

fn main() {
    stream!(from_iter(0..9).map(|__stream_n| __stream_n + 1).print());
}
