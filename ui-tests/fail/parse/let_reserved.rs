use stream_core::stream;

fn main() {
    stream!({
        let __stream_numbers = from_iter(0..9);
        __stream_numbers.print();
    });
}
