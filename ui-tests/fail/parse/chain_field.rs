use stream_core::stream;

fn main() {
    let pair = stream!(from_iter(0..9).0.print());
}
