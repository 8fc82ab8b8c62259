use stream_core::stream;

fn main() {
    stream!({
        let numbers = from_iter([1_u32, 2]);
        let words = from_iter(["a", "b"]);
        numbers.union(words).print();
    });
}
