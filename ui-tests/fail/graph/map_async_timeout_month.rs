use stream_core::stream;

fn main() {
    stream!(from_iter(0..9).map_async(|n| fetch(n).await, concurrency = 3, timeout = 1month).print());
}
