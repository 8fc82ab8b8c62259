use stream_core::stream;

fn main() {
    stream!(
        rate(1)
            .event_time(|tick| tick.0, out_of_order = 1s)
            .repartition(2)
            .dedup_by(|tick| tick.1, within = 1min)
            .print()
    );
}
