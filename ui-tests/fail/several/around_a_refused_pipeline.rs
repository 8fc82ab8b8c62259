fn numbers() -> stream_core::Pipeline<impl stream_core::Startable + Clone> {
    stream_core::stream!(from_iter(0..9).flatmap(|n| 0..n).print())
}

async fn go() -> Result<(), stream_core::Error> {
    let limit = 5;
    let pipeline = stream_core::stream!(from_iter(0..9).filtr(|n| *n < limit).print());
    pipeline.workers(2).start().await?;
    numbers().name("numbers").start().await?.stop().await
}

fn main() {}
