use stream_core::stream;
use stream_core::time::Timestamp;

fn main() {
    stream!({
        let counts = from_iter([(1, "a")])
            .event_time(|_| Timestamp::from_secs(0), out_of_order = 1s)
            .window(fixed(10s))
            .count();
        counts.map(|count| (count.key, count.start, count.value)).print();
    });
}
