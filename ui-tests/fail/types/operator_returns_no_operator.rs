use stream_core::stream;

fn every_nth(n: u32) -> u32 {
    n
}

fn main() {
    stream!(from_iter([1_u32, 2]).every_nth(3).print());
}
