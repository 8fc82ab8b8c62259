use stream_core::stream;

struct Refused;

fn check(n: u32) -> Result<u32, Refused> {
    if n > 1 { Ok(n) } else { Err(Refused) }
}

fn main() {
    stream!(from_iter([1_u32, 2]).try_map(check).print());
}
