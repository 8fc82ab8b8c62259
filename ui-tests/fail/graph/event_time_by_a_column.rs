use stream_core::stream;

fn main() {
    stream!(rate(1).event_time("at", out_of_order = 1s).print());
}
