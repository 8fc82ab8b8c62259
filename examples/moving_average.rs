//! A moving average of prices: the mean of the last five minutes, every minute. With `--plot FILE.svg` it draws them.

mod plot;

use std::error::Error;

use plot::Lines;
use stream_core::time::Timestamp;
use stream_core::{Collected, stream};

/// A price at a time.
#[derive(Clone, Debug)]
struct Quote {
    second: i64,
    symbol: &'static str,
    price: f64,
}

/// An hour of quotes of two stocks, a quote each second, up to three seconds out of order.
fn quotes() -> impl Iterator<Item = Quote> + Send + 'static {
    (0..3_600_i64).map(|n| {
        let second = n - n * 5 % 4;
        let (symbol, base) = if n % 2 == 0 { ("OAK", 100.0) } else { ("ELM", 60.0) };
        let (wave, noise) = ((second as f64 / 600.0).sin() * 10.0, (n * 37 % 100) as f64 / 10.0);
        Quote { second, symbol, price: base + wave + noise }
    })
}

fn main() -> Result<(), Box<dyn Error>> {
    let averages = Collected::new();

    stream!(
        from_iter(quotes())
            .event_time(|quote| Timestamp::from_millis(quote.second * 1_000), out_of_order = 3s)
            .key_by(|quote| quote.symbol)
            .window(sliding(5min, every = 1min))
            .mean(|quote| quote.price)
            .collect(&averages)
    )
    .run()?;

    let mut lines = Lines::new();
    for average in averages.take() {
        let (from, to) = (average.window.start.as_millis() / 1_000, average.window.end.as_millis() / 1_000);
        let inside =
            quotes().filter(|quote| quote.symbol == average.key && (from..to).contains(&quote.second));
        let prices: Vec<f64> = inside.map(|quote| quote.price).collect();
        let mean = prices.iter().sum::<f64>() / prices.len() as f64;
        assert!((average.value - mean).abs() < 1e-9, "{average} is not {mean}");
        lines.entry(average.key).or_default().push((to as f64 / 60.0, average.value));
    }
    // 60 minutes, and the four windows at either end that are not full.
    assert!(lines.len() == 2 && lines.values().all(|line| line.len() == 64), "{lines:?}");

    for (symbol, line) in &lines {
        let (minute, price) = line[32];
        println!("{symbol}: {price:.2} on average in the five minutes before minute {minute}");
    }
    match plot::file()? {
        Some(file) => plot::draw(&lines, &file),
        None => Ok(()),
    }
}
