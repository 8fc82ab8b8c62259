use stream_core::stream;

fn main() {
    let first = stream!({
        let numbers = from_iter(0..9);
        numbers.print();
    });
    let second = stream!(numbers.count().print());
}
