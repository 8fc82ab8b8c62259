use stream_core::stream;

fn main() {
    let _ = stream!(from_iter([1_u32, 2]).print().run());
}
