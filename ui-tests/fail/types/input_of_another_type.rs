use stream_core::stream;

fn main() {
    stream!(input::<u32>().map(|line| line.len()).print());
}
