use stream_core::stream;

#[derive(Debug, PartialEq, Eq)]
struct Word(String);

fn main() {
    stream!(from_iter(["a"]).map(|word| (Word(word.to_owned()), 1)).group_by_key().print());
}
