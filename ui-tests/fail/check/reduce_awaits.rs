async fn add(a: u32, b: u32) -> u32 {
    a + b
}

fn main() {
    stream_core::stream!(from_iter(0..9).reduce(|a, b| add(a, b).await).print());
}
