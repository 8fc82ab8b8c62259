use stream_core::stream;

fn main() {
    stream!(rate(1).key_by(|tick| tick.1 % 2).window(count(10, every = 20)).count().print());
}
