use stream_core::stream;

fn main() {
    stream!(from_iter(["a"]).map(|word| (word, 1)).window(10).count_by_key().print());
}
