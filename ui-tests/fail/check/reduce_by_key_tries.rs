use stream_core::stream;

fn main() {
    stream!(from_iter([("a", Some(1))]).reduce_by_key(|a, b| Some(a? + b?)).print());
}
