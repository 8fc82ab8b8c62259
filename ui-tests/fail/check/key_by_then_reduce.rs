use stream_core::stream;

fn main() {
    let _ = stream!(from_iter([("a", 1), ("b", 2)]).key_by(|pair| pair.0).reduce(|a, _| a).print());
}
