use stream_core::stream;

fn main() {
    stream!(from_iter(["1", "2"]).try_map(|text| text.len()).print());
}
