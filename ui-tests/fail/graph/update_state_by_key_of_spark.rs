use stream_core::stream;

fn main() {
    stream!(from_iter(["a"]).map(|word| (word, 1)).updateStateByKey(|new, old| old).print());
}
