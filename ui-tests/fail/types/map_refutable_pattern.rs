use stream_core::stream;

fn main() {
    stream!(from_iter([Some(1_u32), None]).map(|Some(n)| n).print());
}
