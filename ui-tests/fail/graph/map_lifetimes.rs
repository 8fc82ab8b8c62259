use stream_core::stream;

fn main() {
    stream!(from_iter(["a"]).map(for<'a> |word: &'a str| -> &'a str { word }).print());
}
