use stream_core::stream;

fn main() {
    stream!(
        socket_text("localhost:4444")
            .map(|line| (line.len(), line))
            .window(fixed(10s))
            .aggregate((count(), collect()))
            .print()
    );
}
