use stream_core::stream;

fn main() {
    stream!({
        let numbers = from_iter(0..9);
        numbers.output::<u32>();
        numbers.map(|n| n + 1).output::<u32>();
    });
}
