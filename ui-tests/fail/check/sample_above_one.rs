use stream_core::stream;

fn main() {
    stream!(from_iter(0..9).sample(10.0).print());
}
