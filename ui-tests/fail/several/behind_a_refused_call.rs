use stream_core::stream;

fn main() {
    stream!({
        let numbers = from_iter(0..9).flatmap(|n| 0..n);
        let more = numbers.map(|n| n + 1);
        numbers.print();
        more.count().print();
    });
}
