use stream_core::stream;

fn main() {
    stream!(socket_text("127.0.0.1:4444").await.print());
}
