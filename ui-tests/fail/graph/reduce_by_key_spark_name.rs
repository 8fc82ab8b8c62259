use stream_core::stream;

fn main() {
    stream!(from_iter(["a"]).map(|word| (word, 1)).reduceByKey(|a, b| a + b).print());
}
