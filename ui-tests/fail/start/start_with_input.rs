use stream_core::stream;

async fn go() -> Result<(), stream_core::Error> {
    stream!(input::<u32>().print()).start().await?.await_termination().await
}

fn main() {}
