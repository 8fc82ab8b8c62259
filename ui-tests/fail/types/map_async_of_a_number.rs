use stream_core::stream;

fn main() {
    stream!(from_iter([1_u32, 2]).map_async(|n| n + 1, concurrency = 2).print());
}
