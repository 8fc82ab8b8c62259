use stream_core::stream;

#[derive(Debug)]
struct Reading {
    value: u32,
}

fn main() {
    stream!(from_iter([Reading { value: 1 }]).map(|reading| reading.vaule).print());
}
