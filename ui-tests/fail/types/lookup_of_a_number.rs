use stream_core::stream;

fn main() {
    stream!(rate(1).map(|(_, n)| (n, n)).lookup(|key| key + 1, cache = 10).print());
}
