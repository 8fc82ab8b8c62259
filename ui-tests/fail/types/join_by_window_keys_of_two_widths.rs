use stream_core::stream;
use stream_core::time::Timestamp;

fn main() {
    stream!({
        let left = from_iter([(1_u32, "a")]).event_time(|_| Timestamp::from_secs(0), out_of_order = 1s);
        let right = from_iter([(1_u64, "b")]).event_time(|_| Timestamp::from_secs(0), out_of_order = 1s);
        left.join(right, fixed(10s)).print();
    });
}
