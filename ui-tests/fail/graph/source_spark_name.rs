use stream_core::stream;

fn main() {
    stream!(socketTextStream("localhost", 9999).print());
}
