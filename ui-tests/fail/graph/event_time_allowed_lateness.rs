use stream_core::stream;

fn main() {
    stream!(rate(1).event_time(|tick| tick.0, out_of_order = 1s, allowed_lateness = 1min).print());
}
