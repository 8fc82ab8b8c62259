use stream_core::stream;

fn main() {
    let length = 10;
    stream!(from_iter([(1, "a")]).window(fixed(length)).count().print());
}
