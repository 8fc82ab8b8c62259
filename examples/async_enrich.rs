//! Records that need an answer from elsewhere: `map_async` waits for many at once, and gives up on those that take too long.

use std::time::{Duration, Instant};

use stream_core::{Collected, OnError, stream};

/// Stands for a store at the other end of a network: an answer takes 50 ms, one is never given.
async fn name_of(user: u32) -> String {
    let delay = if user == 13 { Duration::from_secs(3600) } else { Duration::from_millis(50) };
    tokio::time::sleep(delay).await;
    format!("user {user}")
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let names = Collected::new();
    let enrich = stream!(
        from_iter(0..40)
            .map_async(|user| (user, name_of(user).await), concurrency = 20, timeout = 2s)
            .collect(&names)
    );
    let began = Instant::now();
    // A time-out refuses the record: it is left out and counted.
    let enrich = enrich.on_error(OnError::skip());
    let mut progress = enrich.progress();
    let running = enrich.start().await?;
    running.await_termination().await?;

    let names = names.take();
    assert_eq!(names.len(), 39);
    assert!(names.is_sorted(), "results are in the order of the records");
    assert_eq!(names[0], (0, "user 0".to_owned()));
    let mut rejected = 0;
    while let Some(batch) = progress.next().await {
        rejected += batch.rejected;
    }
    assert_eq!(rejected, 1);
    println!("39 names, {rejected} refused, in {:?}", began.elapsed());
    Ok(())
}
