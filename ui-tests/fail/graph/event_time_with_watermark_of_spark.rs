use stream_core::stream;

fn main() {
    stream!(rate(1).withWatermark("at", "10 minutes").print());
}
