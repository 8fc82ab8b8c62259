use stream_core::stream;

fn main() {
    stream!({
        let numbers = from_iter(0..9);
        let numbers = numbers.map(|n| n + 1);
        numbers.print();
    });
}
