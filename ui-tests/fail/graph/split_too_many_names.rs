use stream_core::stream;

fn main() {
    stream!({
        let (even, odd, rest) = from_iter(0..9).split(|n| n % 2 == 0);
        even.print();
        odd.print();
        rest.print();
    });
}
