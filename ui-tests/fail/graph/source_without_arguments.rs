use stream_core::stream;

fn main() {
    stream!(socket_text().print());
}
