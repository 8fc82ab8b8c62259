use stream_core::stream;

fn main() {
    stream!({
        let mut numbers = from_iter(0..9);
        numbers.print();
    });
}
