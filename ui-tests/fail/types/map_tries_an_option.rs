use stream_core::stream;

fn main() {
    stream!(from_iter(["a", ""]).map(|word| word.get(..1)?.to_owned()).print());
}
