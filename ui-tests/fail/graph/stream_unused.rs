use stream_core::stream;

fn main() {
    stream!({
        let numbers = from_iter(0..9);
        let halves = numbers.map(|n| n / 2);
        numbers.print();
    });
}
