use stream_core::stream;

fn main() {
    stream!(rate(1).key_by(|tick| tick.1 % 2).running().emit(on_close).count().print());
}
