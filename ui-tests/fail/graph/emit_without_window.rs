use stream_core::stream;

fn main() {
    stream!(rate(1).key_by(|tick| tick.1 % 2).count_by_key().emit(on_update).print());
}
