use stream_core::stream;

fn main() {
    stream!(from_iter(["1"]).parse::<3>().print());
}
