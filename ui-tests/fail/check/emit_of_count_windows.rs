use stream_core::stream;

fn main() {
    stream!(rate(1).key_by(|tick| tick.1 % 2).window(count(10)).emit(on_update).count().print());
}
