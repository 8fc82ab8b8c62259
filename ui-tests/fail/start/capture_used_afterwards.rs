use stream_core::stream;

fn main() {
    let offsets = vec![1];
    let pipeline = stream!(from_iter([1_u32, 2]).map(|n| n + offsets[0]).print());
    println!("{offsets:?}");
    pipeline.run().unwrap();
}
