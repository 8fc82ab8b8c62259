//! Orders enriched by a store that has to be waited for: each customer is asked for once, several at a time.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use stream_core::{Collected, Error, OnError, stream};

/// How often the store was asked.
static ASKED: AtomicUsize = AtomicUsize::new(0);

/// The town of a customer, after a while; customers above 7 are not known.
async fn town(customer: u32) -> Result<&'static str, String> {
    ASKED.fetch_add(1, Ordering::Relaxed);
    tokio::time::sleep(Duration::from_millis(5)).await;
    match customer {
        0..=3 => Ok("Ghent"),
        4..=7 => Ok("Turin"),
        _ => Err(format!("customer {customer} is unknown")),
    }
}

fn main() -> Result<(), Error> {
    let orders = (0..1_000_u32).map(|n| (n % 10, n));
    let seen = Collected::new();

    stream!(
        from_iter(orders)
            .lookup(|customer| town(customer).await?, cache = 100, ttl = 1h, concurrency = 4)
            .map(|(_, (order, town))| (town, order))
            .count_by_key()
            .collect(&seen)
    )
    .on_error(OnError::skip())
    .run()?;

    let mut towns: Vec<(String, u64)> = seen.take();
    towns.sort();
    println!("{towns:?}, the store was asked {} times", ASKED.load(Ordering::Relaxed));
    assert_eq!(towns, [("Ghent".to_owned(), 400), ("Turin".to_owned(), 400)]);
    assert_eq!(ASKED.load(Ordering::Relaxed), 10, "once for each customer");
    Ok(())
}
