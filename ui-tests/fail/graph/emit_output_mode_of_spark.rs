use stream_core::stream;

fn main() {
    stream!(rate(1).key_by(|tick| tick.1 % 2).window(fixed(10s)).outputMode("update").count().print());
}
