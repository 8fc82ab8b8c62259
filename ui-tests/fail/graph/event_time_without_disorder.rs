use stream_core::stream;

fn main() {
    stream!(rate(1).event_time(|tick| tick.0).print());
}
