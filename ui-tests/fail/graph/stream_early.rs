use stream_core::stream;

fn main() {
    stream!({
        let more = numbers.map(|n| n + 1);
        let numbers = from_iter(0..9);
        more.print();
    });
}
