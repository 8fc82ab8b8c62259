use stream_core::stream;

fn main() -> Result<(), stream_core::Error> {
    let pipeline = stream!(from_iter([1_u32, 2]).print());
    pipeline.run()?;
    pipeline.run()
}
