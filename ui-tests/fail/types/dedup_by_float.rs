use stream_core::stream;

fn main() {
    let _pipeline = stream!(from_iter([0.5, 1.5]).dedup_by(|n| *n, within = 1h).print());
}
