use stream_core::stream;

fn main() {
    stream!({
        let _ = from_iter(0..9);
    });
}
