use stream_core::stream;

fn main() {
    stream!({
        let numbers = numbers.map(|n| n + 1);
        numbers.print();
    });
}
