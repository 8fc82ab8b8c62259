use stream_core::stream;

fn main() {
    stream!({
        let left = from_iter([1_u32, 2]).map(|n| (n, "a"));
        let right = from_iter([1_u64, 2]).map(|n| (n, "b"));
        left.join(right, within = batch).print();
    });
}
