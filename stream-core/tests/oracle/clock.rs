//! When batches are, by the clock: each at a time that the input says.

use proptest::prelude::*;

use super::inputs::SECOND;
use super::time::Stamped;
use super::windows::{Firing, Outcome};
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

/// Windows by the clock, in which nothing is late: what each batch gives out, the end of the input as the last. Where a window ends, a
/// batch comes that takes no records.
pub(crate) fn windows(
    batches: &[Vec<Record>],
    times: &Times,
    group: fn(&[Stamped]) -> Outcome<String, i64>,
    fires: fn(i64, i64) -> bool,
) -> Vec<Vec<Firing>> {
    let (mut batches, mut all, mut fired) = (batches.iter().peekable(), Vec::new(), Vec::new());
    let mut before = i64::MIN;
    while batches.peek().is_some() {
        let now = times.of(fired.len());
        let is_due = !group(&all).fired(fires, before, now).is_empty();
        let batch = batches.next_if(|batch| !is_due || batch.is_empty()).map_or(&[][..], Vec::as_slice);
        all.extend(at(batch, now).into_iter().map(|(record, _)| (record, i64::MIN)));
        fired.push(group(&all).fired(fires, before, now));
        before = now;
    }
    fired.push(group(&all).fired(fires, before, i64::MAX));
    fired
}
