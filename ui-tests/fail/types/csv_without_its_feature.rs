use stream_core::stream;

fn main() {
    stream!(text_files("logs").csv().print());
}
