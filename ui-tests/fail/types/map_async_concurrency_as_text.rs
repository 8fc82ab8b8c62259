use stream_core::stream;

fn main() {
    stream!(from_iter([1_u32, 2]).map_async(|n| std::future::ready(n), concurrency = "2").print());
}
