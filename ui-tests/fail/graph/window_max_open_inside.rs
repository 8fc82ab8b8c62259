use stream_core::stream;

fn main() {
    stream!(rate(1).key_by(|tick| tick.1 % 2).window(session(gap = 10s, max_open = 5)).count().print());
}
