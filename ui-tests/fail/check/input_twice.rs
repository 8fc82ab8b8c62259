use stream_core::stream;

fn main() {
    stream!(input::<u8>().union(input::<u8>()).print());
}
