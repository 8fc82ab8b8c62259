use stream_core::stream;

fn main() {
    stream!({
        let (even, odd) = from_iter(0..9).map(|n| n / 2);
        even.print();
        odd.print();
    });
}
