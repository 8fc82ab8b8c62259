use stream_core::stream;

fn main() {
    stream!(kafka("localhost:9092").print());
}
