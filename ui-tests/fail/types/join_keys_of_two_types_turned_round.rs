use stream_core::stream;

fn main() {
    stream!({
        let one = from_iter([1_u32, 2]).map(|n| (n, "a"));
        let other = from_iter([1_i64, 2]).map(|n| (n, "b"));
        other.left_join(one, within = batch).map(|(key, _)| key + 1).print();
    });
}
