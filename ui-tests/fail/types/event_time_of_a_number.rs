use stream_core::stream;

fn main() {
    stream!(from_iter([(1_700_000_000_i64, "a")]).event_time(|record| record.0, out_of_order = 5s).print());
}
