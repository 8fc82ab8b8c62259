use stream_core::stream;

fn main() {
    stream!();
}
