use stream_core::stream;

fn main() {
    let mut seen = Vec::new();
    stream!(socket_text("127.0.0.1:4444").for_each(move |line| seen.push(line)));
}
