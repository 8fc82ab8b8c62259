use stream_core::stream;

fn main() {
    stream!({
        let numbers = from_iter([1_u32, 2]);
        let texts = numbers.map(|n| n.to_string());
        numbers.union(texts).print();
    });
}
