async fn double(n: u32) -> u32 {
    n * 2
}

fn main() {
    stream_core::stream!(from_iter(0..9).map(async |n| double(n).await).print());
}
