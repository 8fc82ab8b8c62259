use stream_core::stream;

fn main() {
    stream!(rate(1).key_by(|tick| tick.1 % 2).running(max_keys = 0).count().print());
}
