use stream_core::stream;

fn main() {
    stream!(from_iter([("a", 1)]).join(vec, within = batch).print());
}
