//! An A/B test: which of two pages sells better, with a confidence interval that narrows while visitors come.
//! With `--plot FILE.svg` it draws the intervals.

mod plot;

use std::error::Error;

use plot::Lines;
use stream_core::window::{Aggregate, AggregateError};
use stream_core::{Collected, Trigger, stream};

/// How many visitors bought, and the interval in which the true share lies with a probability of 95 %.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Share {
    visitors: u64,
    share: f64,
    low: f64,
    high: f64,
}

/// The share of `true`, with the interval of Wilson: an aggregate of one's own.
#[derive(Clone, Copy, Debug)]
struct Confidence;

impl Aggregate for Confidence {
    type In = bool;
    type State = (u64, u64);
    type Output = Share;

    fn init(&self) -> (u64, u64) {
        (0, 0)
    }

    fn add(&self, (visitors, bought): &mut (u64, u64), buys: bool) {
        *visitors += 1;
        *bought += u64::from(buys);
    }

    fn merge(&self, (visitors, bought): &mut (u64, u64), other: (u64, u64)) {
        *visitors += other.0;
        *bought += other.1;
    }

    fn finish(&self, (visitors, bought): (u64, u64)) -> Result<Share, AggregateError> {
        const Z: f64 = 1.96;
        let (n, share) = (visitors as f64, bought as f64 / visitors as f64);
        let middle = (share + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
        let half = Z / (1.0 + Z * Z / n) * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
        Ok(Share { visitors, share, low: middle - half, high: middle + half })
    }
}

/// Visitors of page A, of whom 10 in 100 buy, and of page B, of whom 15 do.
fn visitors() -> impl Iterator<Item = (char, bool)> + Send + 'static {
    (0..8_000_u64).map(|n| {
        let page = if n % 2 == 0 { 'A' } else { 'B' };
        let luck = n.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32;
        (page, luck % 100 < if page == 'A' { 10 } else { 15 })
    })
}

fn main() -> Result<(), Box<dyn Error>> {
    let shares = Collected::new();

    stream!(from_iter(visitors()).running(max_keys = 2).aggregate(Confidence).collect(&shares))
        .trigger(Trigger::records(1_000))
        .run()?;

    let shares: Vec<(char, Share)> = shares.take();
    for (page, Share { visitors, share, low, high }) in &shares {
        println!(
            "{page}: {visitors:>4} visitors, {:.1} % buy ({:.1} % to {:.1} %)",
            share * 100.0,
            low * 100.0,
            high * 100.0
        );
    }
    let of = |wanted: char| -> Vec<Share> {
        shares.iter().filter(|(page, _)| *page == wanted).map(|(_, share)| *share).collect()
    };
    let (a, b) = (of('A'), of('B'));
    assert_eq!((a.len(), b.len()), (8, 8), "a result for each page in each batch");
    for of_one in [&a, &b] {
        let widths: Vec<f64> = of_one.iter().map(|share| share.high - share.low).collect();
        assert!(widths.windows(2).all(|pair| pair[1] < pair[0]), "the interval narrows: {widths:?}");
    }
    assert!(a[7].high < b[7].low, "B is better, and the intervals no longer meet");
    assert!(a[0].high > b[0].low, "which a thousand visitors could not tell");

    let mut lines = Lines::new();
    for (page, share) in &shares {
        for (end, value) in [("low", share.low), ("high", share.high)] {
            lines.entry(format!("{page} {end}")).or_default().push((share.visitors as f64, value * 100.0));
        }
    }
    match plot::file()? {
        Some(file) => plot::draw(&lines, &file),
        None => Ok(()),
    }
}
