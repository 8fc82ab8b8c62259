use stream_core::stream;

fn main() {
    stream!(rate(1).key_by(|tick| tick.1 % 2).join(table([(1, "a")]), within = 10s).print());
}
