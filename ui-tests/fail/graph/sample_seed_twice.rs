use stream_core::stream;

fn main() {
    stream!(from_iter(0..9).sample(0.5, seed = 1, seed = 2).print());
}
