use stream_core::stream;

#[derive(Clone, Debug)]
struct DateTime {
    seconds: i64,
}

fn main() {
    stream!(from_iter([DateTime { seconds: 1 }]).event_time(|time| time.clone(), out_of_order = 5s).print());
}
