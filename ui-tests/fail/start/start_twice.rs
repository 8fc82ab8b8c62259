use stream_core::stream;

async fn go() -> Result<(), stream_core::Error> {
    let pipeline = stream!(from_iter([1_u32, 2]).print());
    let first = pipeline.start().await?;
    let _second = pipeline.start().await?;
    first.await_termination().await
}

fn main() {}
