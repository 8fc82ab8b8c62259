use stream_core::stream;

fn main() {
    stream!(socket_text("localhost", 9999).print());
}
