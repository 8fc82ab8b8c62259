use stream_core::stream;

fn main() {
    stream!(from_iter([1_u32, 2]).map(|n| -> u32 { n.to_string() }).print());
}
