use stream_core::stream;

fn main() {
    stream!({
        let numbers = from_iter(0..9);
        for _ in 0..3 {
            numbers.print();
        }
    });
}
