use stream_core::stream;

fn main() {
    stream!(
        socket_text("127.0.0.1:4444").map(|line| (line.len(), (1, line, 2))).group_by_key().for_each(|_| ())
    );
}
