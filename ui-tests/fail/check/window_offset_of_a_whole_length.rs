use stream_core::stream;

fn main() {
    stream!(rate(1).key_by(|tick| tick.1 % 2).window(fixed(10s, offset = 25s)).count().print());
}
