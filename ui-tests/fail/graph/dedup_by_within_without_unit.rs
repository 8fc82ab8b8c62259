use stream_core::stream;

fn main() {
    stream!(rate(1).dedup_by(|tick| tick.1, within = 10).print());
}
