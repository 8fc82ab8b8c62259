use stream_core::stream;

fn main() {
    stream!(socket_text("localhost", port = 9999).print());
}
