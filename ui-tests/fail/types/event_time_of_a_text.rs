use stream_core::stream;

fn main() {
    stream!(from_iter(["2024-03-01"]).event_time(|line| line.to_string(), out_of_order = 5s).print());
}
