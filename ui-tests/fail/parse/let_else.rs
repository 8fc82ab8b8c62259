use stream_core::stream;

fn main() {
    stream!({
        let numbers = from_iter(0..9) else { return };
        numbers.print();
    });
}
