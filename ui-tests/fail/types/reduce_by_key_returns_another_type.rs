use stream_core::stream;

fn main() {
    stream!(from_iter([("a", 1_u32)]).reduce_by_key(|a, b| format!("{a}{b}")).print());
}
