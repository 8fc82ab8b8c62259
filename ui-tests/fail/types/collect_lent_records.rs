use stream_core::stream;

fn main() {
    let lines = stream_core::Collected::new();
    stream!(socket_text("127.0.0.1:4444").collect(&lines));
}
