use stream_core::stream;

fn main() {
    stream!(rate(1).key_by(|tick| tick.1 % 2).window(sliding(1min, 10s)).count().print());
}
