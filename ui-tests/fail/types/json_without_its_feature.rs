use stream_core::stream;

#[derive(Debug)]
struct Reading {
    value: u32,
}

fn main() {
    stream!(from_iter(["{}"]).json::<Reading>().print());
}
