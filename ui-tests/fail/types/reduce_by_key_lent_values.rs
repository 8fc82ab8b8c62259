use stream_core::stream;

fn main() {
    stream!(socket_text("127.0.0.1:4444").map(|line| (line.len(), line)).reduce_by_key(|a, b| a).print());
}
