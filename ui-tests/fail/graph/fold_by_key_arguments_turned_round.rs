use stream_core::stream;

fn main() {
    stream!(from_iter([("a", 1)]).fold_by_key(|sum, n| sum + n, 0).print());
}
