use stream_core::stream;

fn main() {
    stream!(from_iter([("a", 1_u32)]).fold_by_key("", |sum, n| n).print());
}
