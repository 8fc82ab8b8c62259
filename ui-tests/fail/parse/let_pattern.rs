use stream_core::stream;

fn main() {
    stream!({
        let Some(numbers) = from_iter(0..9);
        numbers.print();
    });
}
