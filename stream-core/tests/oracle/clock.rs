//! When batches are, by the clock: each at a time that the input says.

use proptest::prelude::*;

use super::inputs::SECOND;
use super::time::Stamped;
use super::{Key, Record};

/// The times of the batches of a pipeline: the first is at `start`, and the steps between them are taken round and round.
#[derive(Clone, Debug)]
pub(crate) struct Times {
    start: i64,
    /// Nanoseconds, none of them negative.
    steps: Vec<i64>,
}

impl Times {
    pub(crate) fn new(start: i64, steps: Vec<i64>) -> Self {
        Times { start, steps }
    }

    /// The time of batch `number`, before the end of time.
    pub(crate) fn of(&self, number: usize) -> i64 {
        let steps = self.steps.iter().cycle().take(number);
        steps.fold(self.start, |time, step| time.saturating_add(*step)).min(i64::MAX - 1)
    }
}

/// Steps of no time, of some seconds, and longer ones; from the epoch and just before it, today, and close to both ends of the
/// range.
pub(crate) fn times() -> impl Strategy<Value = Times> {
    let start = prop_oneof![
        2 => Just(0), 1 => Just(-20 * SECOND), 2 => Just(1_700_000_000 * SECOND),
        1 => Just(i64::MIN + 1), 1 => Just(i64::MAX - 60 * SECOND)
    ];
    let step = prop_oneof![2 => Just(0), 4 => 1..5_i64, 1 => 5..40_i64];
    let steps = prop::collection::vec(step.prop_map(|step| step * SECOND), 1..6);
    (start, steps).prop_map(|(start, steps)| Times::new(start, steps))
}

/// Records without a time of their own: they have that of their batch, which is the watermark too.
pub(crate) fn at<K: Key, V: Clone>(records: &[Record<K, V>], now: i64) -> Vec<Stamped<K, V>> {
    records.iter().map(|record| (Record { time: now, ..record.clone() }, now)).collect()
}
