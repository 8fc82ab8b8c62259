use stream_core::stream;

fn main() {
    stream!(from_iter([("a", 1_u32)]).fold_by_key(0_u64, |sum, n| sum + n).print());
}
