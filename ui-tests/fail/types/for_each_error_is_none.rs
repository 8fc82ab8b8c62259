use stream_core::stream;

fn main() {
    stream!(from_iter([1_u32, 2]).for_each(|n| if n > 1 { Err(n) } else { Ok(()) }));
}
