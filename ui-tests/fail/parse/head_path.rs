mod other {
    pub static NUMBERS: [u32; 3] = [1, 2, 3];
}

fn main() {
    stream_core::stream!(other::NUMBERS.print());
}
