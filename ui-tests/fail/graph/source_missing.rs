use stream_core::stream;

fn main() {
    stream!(window(10).print());
}
