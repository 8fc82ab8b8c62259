use stream_core::stream;

fn main() {
    stream!({
        let numbers: Vec<u32> = from_iter(0..9);
        numbers.print();
    });
}
