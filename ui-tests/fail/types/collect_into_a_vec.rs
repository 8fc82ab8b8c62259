use stream_core::stream;

fn main() {
    let mut numbers: Vec<i32> = Vec::new();
    stream!(from_iter([1, 2, 3]).collect(&mut numbers));
}
