//! Runs a pipeline by a clock that stands still in a batch, and moves when it has ended: what is due by the clock, in a batch of
//! its own, is as deterministic as the rest.

use std::sync::{Arc, Mutex};

use stream_core::time::{ManualClock, Timestamp};

use crate::oracle::clock::Times;
use crate::oracle::sorted;

/// What came out of each batch of a pipeline, sorted; with the clock of the pipeline, if it has one to be moved.
#[derive(Clone)]
pub(crate) struct Timeline<T> {
    times: Times,
    clock: ManualClock,
    seen: Arc<Mutex<Vec<Vec<T>>>>,
}

impl<T: Ord> Timeline<T> {
    pub(crate) fn new(times: &Times) -> Self {
        let clock = ManualClock::at(Timestamp::from_nanos(times.of(0)));
        Timeline { times: times.clone(), clock, seen: Arc::default() }
    }

    pub(crate) fn clock(&self) -> ManualClock {
        self.clock.clone()
    }

    /// When the next batch is.
    pub(crate) fn next(&self) -> Timestamp {
        Timestamp::from_nanos(self.times.of(self.len()))
    }

    /// How many batches have ended.
    pub(crate) fn len(&self) -> usize {
        self.seen.lock().expect("no panic").len()
    }

    /// A batch has ended with these results.
    pub(crate) fn ended(&self, results: Vec<T>) {
        self.seen.lock().expect("no panic").push(sorted(results));
        self.clock.set(self.next());
    }

    /// The results of each batch but for empty ones at the end: the end of the input may be a batch of its own.
    pub(crate) fn take(&self) -> Vec<Vec<T>> {
        let mut seen = std::mem::take(&mut *self.seen.lock().expect("no panic"));
        leave_out_empty_end(&mut seen);
        seen
    }
}

/// Leaves out the batches without results behind the last that has some.
pub(crate) fn leave_out_empty_end<T>(batches: &mut Vec<Vec<T>>) {
    let full = batches.iter().rposition(|results| !results.is_empty());
    batches.truncate(full.map_or(0, |last| last + 1));
}

/// What comes out of the batches of a chain, which begins with a `Record`, at the times given: with some workers.
macro_rules! queued_at {
    ($batches:expr, $times:expr, $workers:expr, $out:ty = [$($chain:tt)*]) => {{
        let (queued, line) = ($batches, crate::times::Timeline::<$out>::new(&$times));
        let ended = line.clone();
        crate::drive::run(stream_core::stream!(
            queue(queued) $($chain)* .for_each_batch(|results: Vec<$out>, _info| ended.ended(results))
        ).clock(line.clock()).workers($workers));
        line.take()
    }};
}
pub(crate) use queued_at;

/// The same of an embedded pipeline.
macro_rules! fed_at {
    ($batches:expr, $times:expr, $out:ty = [$($chain:tt)*]) => {{
        let (queued, line) = ($batches, crate::times::Timeline::<$out>::new(&$times));
        let ended = line.clone();
        let mut embedded = stream_core::stream!(
            input::<crate::oracle::Record>() $($chain)*
                .for_each_batch(|results: Vec<$out>, _info| ended.ended(results))
        ).clock(line.clock()).embed().expect("it starts");
        let last = queued.len().saturating_sub(1);
        for (at, batch) in queued.into_iter().enumerate() {
            // What is due then has a batch of its own, without records.
            loop {
                let before = line.len();
                embedded.advance(line.next()).expect("it runs");
                let nothing_was_due = line.len() == before;
                if nothing_was_due {
                    batch.iter().cloned().for_each(|record| embedded.feed(record).expect("it takes the record"));
                }
                if nothing_was_due && at < last {
                    embedded.drain().expect("it runs");
                }
                if nothing_was_due || batch.is_empty() {
                    break;
                }
            }
        }
        embedded.finish().expect("it ends");
        line.take()
    }};
}
pub(crate) use fed_at;
