use stream_core::stream;

fn main() {
    stream!(window(fixed(10s)).count().print());
}
