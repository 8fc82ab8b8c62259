use stream_core::stream;

async fn go() -> Result<(), stream_core::Error> {
    let running = stream!(from_iter([1_u32, 2]).print()).start().await?;
    running.stop().await?;
    running.await_termination().await
}

fn main() {}
