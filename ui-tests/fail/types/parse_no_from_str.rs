use stream_core::stream;

#[derive(Debug)]
struct Reading(u32);

fn main() {
    stream!(from_iter(["1"]).parse::<Reading>().print());
}
