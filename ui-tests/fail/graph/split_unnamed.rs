use stream_core::stream;

fn main() {
    stream!(from_iter(0..9).split(|n| n % 2 == 0).print());
}
