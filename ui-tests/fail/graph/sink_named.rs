use stream_core::stream;

fn main() {
    stream!({
        let printed = from_iter(0..9).print();
    });
}
