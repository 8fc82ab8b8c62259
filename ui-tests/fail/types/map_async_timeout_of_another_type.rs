use stream_core::stream;

fn main() {
    let seconds = 10;
    stream!(from_iter([1_u32, 2]).map_async(|n| std::future::ready(n), concurrency = 2, timeout = seconds).print());
}
