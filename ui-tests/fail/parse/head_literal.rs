use stream_core::stream;

fn main() {
    stream!("127.0.0.1:4444".print());
}
