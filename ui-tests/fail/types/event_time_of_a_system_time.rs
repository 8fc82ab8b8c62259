use stream_core::stream;

fn main() {
    stream!(
        from_iter([std::time::SystemTime::UNIX_EPOCH]).event_time(|time| *time, out_of_order = 5s).print()
    );
}
