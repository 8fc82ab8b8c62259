use stream_core::stream;

struct Reading(u32);

fn main() {
    stream!(from_iter([Reading(1)]).print());
}
