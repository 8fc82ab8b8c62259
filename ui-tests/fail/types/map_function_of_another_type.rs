use stream_core::stream;

fn length(text: &str) -> usize {
    text.len()
}

fn main() {
    stream!(from_iter([1_u32, 2]).map(length).print());
}
