//! The ten most traded stocks: in all so far, with a running count, and in each minute of event time.

use stream_core::time::Timestamp;
use stream_core::{Collected, Error, Trigger, stream};

/// A deal at an exchange.
#[derive(Clone, Debug)]
struct Trade {
    at_ms: i64,
    symbol: String,
    shares: u64,
}

/// Three minutes of trades of 26 stocks, up to two seconds out of order; `Z` is traded most, then `Y`, and so on.
fn trades() -> impl Iterator<Item = Trade> + Send + 'static {
    (0..18_000_i64).map(|n| {
        let stock = (n * 7 % 351) as u64;
        // 1 + 2 + .. + 26 = 351 places, of which the k-th stock has k.
        let rank = (1..=26).find(|rank| stock < rank * (rank + 1) / 2).unwrap_or(26);
        Trade {
            at_ms: n * 10 - n * 31 % 2_000,
            symbol: char::from(b'A' + rank as u8 - 1).to_string(),
            shares: 1 + n as u64 % 5,
        }
    })
}

fn main() -> Result<(), Error> {
    let (running, by_minute) = (Collected::new(), Collected::new());

    stream!({
        let trades = from_iter(trades())
            .event_time(|trade| Timestamp::from_millis(trade.at_ms), out_of_order = 2s)
            .key_by(|trade| trade.symbol.clone());
        // All stocks in each batch, of which the ten with the most trades are kept.
        trades.running().emit(complete).count().top(10, by = |(_, trades)| *trades).collect(&running);
        // The shares of each stock in each minute; then the ten stocks of a minute with the most.
        trades
            .window(fixed(1min))
            .sum(|trade| trade.shares)
            .key_by(|_| "all stocks")
            .window(fixed(1min))
            .top(10, by = |stock| stock.value)
            .collect(&by_minute);
    })
    .trigger(Trigger::records(6_000))
    .run()?;

    // Each of the three batches gives the ten as they stand.
    let running: Vec<(String, u64)> = running.take();
    assert!(running.len() >= 30 && running.len().is_multiple_of(10));
    let last = &running[running.len() - 10..];
    let symbols: Vec<&str> = last.iter().map(|(symbol, _)| symbol.as_str()).collect();
    assert_eq!(symbols, ["Z", "Y", "X", "W", "V", "U", "T", "S", "R", "Q"]);
    let of_z = trades().filter(|trade| trade.symbol == "Z").count() as u64;
    assert_eq!(last[0].1, of_z);

    let minutes = by_minute.take();
    assert!(minutes.iter().all(|minute| minute.value.len() == 10));
    for minute in &minutes {
        let in_minute = |trade: &Trade| minute.window.contains(Timestamp::from_millis(trade.at_ms));
        let of_z = trades().filter(|trade| trade.symbol == "Z" && in_minute(trade));
        let first = &minute.value[0];
        assert_eq!((first.key.as_str(), first.value), ("Z", of_z.map(|trade| trade.shares).sum()));
    }

    println!("most traded, in all: {last:?}");
    for minute in &minutes {
        let stocks: Vec<String> =
            minute.value.iter().map(|stock| format!("{} {}", stock.key, stock.value)).collect();
        println!("{}: {}", minute.window, stocks.join(", "));
    }
    Ok(())
}
