use stream_core::stream;

fn main() {
    stream!(kafka2("localhost:9092", "clicks").print());
}
