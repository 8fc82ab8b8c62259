use stream_core::stream;

fn main() -> Result<(), stream_core::Error> {
    stream!(from_iter([1_u32, 2]).output::<u32>()).run()
}
