use stream_core::stream;

async fn go() -> Result<(), stream_core::Error> {
    let pipeline = stream!(from_iter([1_u32, 2]).print());
    let running = pipeline.start().await?;
    pipeline.workers(2);
    running.await_termination().await
}

fn main() {}
