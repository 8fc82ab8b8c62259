use stream_core::stream;

fn main() {
    stream!(from_iter(["a", "b"]).running().count().print());
}
