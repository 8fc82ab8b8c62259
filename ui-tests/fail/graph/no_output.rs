use stream_core::stream;

fn main() {
    stream!(from_iter(0..9).map(|n| n + 1).filter(|n| n % 2 == 0));
}
