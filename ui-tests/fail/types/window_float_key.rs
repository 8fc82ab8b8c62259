use stream_core::stream;

fn main() {
    stream!(from_iter([(1.5, "a")]).window(fixed(10s)).count().print());
}
