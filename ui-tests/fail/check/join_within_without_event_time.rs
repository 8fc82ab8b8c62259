use stream_core::stream;

fn main() {
    stream!(from_iter([("a", 1)]).join(from_iter([("a", 2)]), within = 10s).print());
}
