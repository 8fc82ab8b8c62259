//! Records that are refused: fail, leave them out, or read them as a stream of their own.

use stream_core::{Collected, ErrorKind, OnError, stream};

const LINES: [&str; 5] = ["17", "four", "23", "", "99999999999999999999"];

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // By default the pipeline ends with an error that names operator, place and reason.
    let kept = Collected::new();
    let failed =
        stream!(from_iter(LINES).parse::<u64>().collect(&kept)).start().await?.await_termination().await;
    let error = failed.expect_err("`four` is no number");
    assert_eq!(error.kind(), ErrorKind::Record);
    assert_eq!(error.operator().map(|operator| operator.name), Some("parse"));

    // Or each of them is counted, and told to whoever reads the letters.
    let (policy, mut letters) = OnError::dead_letters(100);
    let kept = Collected::new();
    let running = stream!(from_iter(LINES).parse::<u64>().collect(&kept)).on_error(policy).start().await?;
    let mut refused = Vec::new();
    while let Some(letter) = letters.next().await {
        println!("refused by {}: {}", letter.operator, letter.reason);
        refused.push(letter.raw.unwrap_or_default());
    }
    running.await_termination().await?;
    assert_eq!(kept.take(), [17, 23]);
    assert_eq!(refused, [&b"four"[..], b"", b"99999999999999999999"]);

    // In a closure of `map` and its like, `?` refuses the record in the same way.
    let kept = Collected::new();
    let halves = stream!(from_iter(LINES).map(|line| line.parse::<u64>()? / 2).collect(&kept));
    halves.on_error(OnError::skip()).start().await?.await_termination().await?;
    assert_eq!(kept.take(), [8, 11]);
    Ok(())
}
