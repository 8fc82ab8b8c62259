use stream_core::stream;

fn main() {
    let numbers = vec![1, 2, 3];
    stream!(numbers.map(|n| n + 1).print());
}
