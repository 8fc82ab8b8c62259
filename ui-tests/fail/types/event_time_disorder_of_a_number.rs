use stream_core::stream;
use stream_core::time::Timestamp;

fn main() {
    let seconds = 5;
    stream!(from_iter([Timestamp::from_secs(0)]).event_time(|time| *time, out_of_order = seconds).print());
}
