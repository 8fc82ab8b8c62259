//! A pipeline as a `futures::Sink` of what goes in and a `futures::Stream` of what comes out, on any executor.

use futures::executor::block_on;
use futures::{SinkExt, StreamExt, TryStreamExt, future, stream};
use stream_core::Error;

fn main() -> Result<(), Error> {
    let squares = stream_core::stream!(
        input::<u64>().filter(|n| n % 2 == 1).map(|n| (n, n * n)).output::<(u64, u64)>()
    );
    let (mut numbers, squares) = squares.sink_stream()?.split();

    // One task writes and another reads: a full pipeline holds the writer back until results are read.
    let write = async {
        numbers.send_all(&mut stream::iter(1..=10_000).map(Ok)).await?;
        numbers.close().await
    };
    let (written, squares) = block_on(future::join(write, squares.try_collect::<Vec<_>>()));
    written?;
    let squares = squares?;

    assert_eq!(squares.len(), 5_000);
    assert_eq!(squares[..3], [(1, 1), (3, 9), (5, 25)]);
    println!("{} squares, the last of them {:?}", squares.len(), squares[4_999]);
    Ok(())
}
