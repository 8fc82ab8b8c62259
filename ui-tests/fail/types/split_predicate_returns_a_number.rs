use stream_core::stream;

fn main() {
    stream!({
        let (even, odd) = from_iter([1_u32, 2]).split(|n| n % 2);
        even.print();
        odd.print();
    });
}
