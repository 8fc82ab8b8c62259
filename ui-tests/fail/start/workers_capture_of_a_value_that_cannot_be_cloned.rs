use stream_core::stream;

struct OffsetThatCannotBeCloned(u32);

impl OffsetThatCannotBeCloned {
    fn add(&self, n: u32) -> u32 {
        self.0 + n
    }
}

fn main() {
    let offset = OffsetThatCannotBeCloned(1);
    let _ = stream!(from_iter([1_u32, 2]).map(|n| offset.add(n)).print()).workers(2);
}
