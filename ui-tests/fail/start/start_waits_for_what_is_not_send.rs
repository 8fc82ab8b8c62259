use std::rc::Rc;

use stream_core::stream;

async fn double(n: u32) -> u32 {
    let n = Rc::new(n);
    std::future::ready(()).await;
    *n * 2
}

async fn go() -> Result<(), stream_core::Error> {
    stream!(from_iter([1_u32, 2]).map(|n| double(n).await).print()).start().await?.await_termination().await
}

fn main() {}
