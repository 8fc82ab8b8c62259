use stream_core::stream;

fn main() {
    stream!(from_iter(0..9).map(|n| if n > 5 { break } else { n }).print());
}
