use std::rc::Rc;

use stream_core::stream;

async fn go() -> Result<(), stream_core::Error> {
    let offset = Rc::new(1);
    stream!(from_iter([1_u32, 2]).map(|n| n + *offset).print()).start().await?.await_termination().await
}

fn main() {}
