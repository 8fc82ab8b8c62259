use stream_core::stream;

fn main() {
    stream!({
        let left = from_iter([(1_u32, "a")]);
        let right = from_iter([("1", "b")]);
        left.join(right, within = batch).print();
    });
}
