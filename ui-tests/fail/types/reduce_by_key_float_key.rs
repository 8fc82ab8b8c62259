use stream_core::stream;

fn main() {
    stream!(from_iter([(1.5_f64, 1)]).reduce_by_key(|a, b| a + b).print());
}
