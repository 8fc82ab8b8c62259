use stream_core::stream;

fn main() {
    stream!({
        let numbers;
        numbers.print();
    });
}
