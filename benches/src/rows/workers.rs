//! Two workers beside one, on a costly map.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use stream_core::stream;

use crate::case::{Case, Work};
use crate::measure::{Scale, ratios, times};
use crate::table::{Bound, Row};

/// Takes 1 µs or more: each of the steps waits for the one before.
fn costly(x: u64) -> u64 {
    (0..1_000u64).fold(x, |x, step| (x ^ (x >> 7)).wrapping_mul(0x9E37_79B9_7F4A_7C15 | step))
}

fn on(workers: usize, n: u64) -> u64 {
    static SUM: AtomicU64 = AtomicU64::new(0);
    let pipeline = stream!(from_iter(0..n).map(costly).for_each(|x| {
        SUM.fetch_add(x, Relaxed);
    }));
    pipeline.workers(workers).run().expect("the pipeline runs");
    SUM.load(Relaxed)
}

pub(crate) const CASES: [Case; 1] = [Case {
    name: "workers",
    pipeline: |n| Box::new(move || on(2, n)) as Work,
    twin: |n| Box::new(move || on(1, n)) as Work,
}];

/// The row on the gain of the second worker.
pub(crate) fn rows(_: Scale) -> Vec<Row> {
    let walls = ratios(7, || {
        let [two, one] = times("workers", 400_000);
        [one, two]
    });
    let bench = String::from("workers(2), wall gained on workers(1)");
    let twin = format!("{:.1} ms on two", walls.twin.as_secs_f64() * 1e3);
    vec![Row::ratio(bench, Bound::at_least(1.7), walls.ratio).spread(walls.spread).twin(twin)]
}
