use stream_core::stream;

fn main() {
    stream!(from_iter([1.5_f64, 2.5]).sort_by(|n| *n).print());
}
