use stream_core::stream;

fn main() {
    let words = [("a", 1), ("b", 2)];
    let _pipeline = stream!(from_iter(words).dedup_by(|word| *word, within = 1h).print());
}
