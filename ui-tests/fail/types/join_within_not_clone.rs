use stream_core::stream;
use stream_core::time::Timestamp;

struct Once;

fn main() {
    stream!({
        let left = from_iter([(1_u32, Once)]).event_time(|_| Timestamp::from_secs(0), out_of_order = 1s);
        let right = from_iter([(1_u32, "b")]).event_time(|_| Timestamp::from_secs(0), out_of_order = 1s);
        left.join(right, within = 10s).for_each(drop);
    });
}
