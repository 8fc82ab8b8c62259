use stream_core::stream;

fn main() {
    stream!(from_iter([("a", 1)]).dropDuplicatesWithinWatermark(10).print());
}
