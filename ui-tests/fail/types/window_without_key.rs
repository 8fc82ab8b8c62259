use stream_core::stream;

fn main() {
    stream!(from_iter([1_u32, 2]).window(fixed(10s)).count().print());
}
