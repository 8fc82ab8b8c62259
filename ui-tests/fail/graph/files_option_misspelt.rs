use stream_core::stream;

fn main() {
    stream!(text_files("logs", exsiting = true).print());
}
