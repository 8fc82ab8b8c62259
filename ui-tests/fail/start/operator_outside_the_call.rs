use stream_core::stream;

fn main() {
    let pipeline = stream!(from_iter([1_u32, 2]).print());
    pipeline.map(|n| n + 1);
}
