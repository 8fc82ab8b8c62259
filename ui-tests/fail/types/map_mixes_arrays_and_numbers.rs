use stream_core::stream;

fn main() {
    stream!(from_iter([[1_u32, 2]]).map(|numbers| numbers + 1).print());
}
