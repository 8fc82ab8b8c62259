use stream_core::stream;

fn main() {
    stream!(binary_records("logs", 0).print());
}
