use stream_core::stream;

fn main() {
    stream!(
        rate(1)
            .event_time(|tick| tick.0, out_of_order = 1s)
            .key_by(|tick| tick.1 % 2)
            .running()
            .allowed_lateness(1min)
            .count()
            .print()
    );
}
