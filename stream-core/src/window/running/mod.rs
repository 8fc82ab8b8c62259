//! One window that never ends: Structured Streaming's unbounded table.
//!
//! Contract: no record is late. A key stays for ever, or until its last record is a time-to-live behind; a record that comes after that
//! begins anew. It is judged by the record's own watermark, where no event time is declared by the clock, and by no less than the
//! watermark of the last tick, so that neither other keys nor the ends of batches matter; and the record counts as no earlier than
//! that. Without a time-to-live it counts as no earlier than the watermark of the last tick. How many results come out depends on
//! where batches begin and end. A tick costs what it gives out.
//!
//! With several workers it is the owner of a key who judges. By the clock all records of a batch are judged alike, so that states
//! may move; by watermarks each record moves on its own, with what it is judged by.

mod firing;
mod sharing;
#[cfg(test)]
mod tests;

use std::time::Duration;

use super::aggregate::{Aggregate, AggregateError};
use super::aggregates::Closures;
use super::marks::Marks;
use super::policy::{Emit, Overflow, Policy, Slot, Ticks};
use super::sharing::Sharing;
use crate::error::{Error, ErrorKind};
use crate::keyed::key::KeyKind;
use crate::keyed::{Entries, Outbox};
use crate::stage::{Gauge, Stamp};
use crate::time::Timestamp;

pub use sharing::RunningParcel;

/// The states `S` of the keys `K`, whose [image](KeyKind::Image) is `I`, since the pipeline began, on one worker.
///
/// Results come out as by [`Emit::OnUpdate`], which [`Emit::OnClose`] stands for too, by [`Emit::Complete`] or by [`Emit::Every`]. A
/// result has the greatest time among the records of its key.
pub struct RunningWindows<K, S, I> {
    // Configuration.
    /// Nanoseconds. One that is longer than can be said has no end.
    ttl: Option<i64>,
    by_clock: bool,
    max_keys: usize,
    emit: Emit,

    // Live.
    /// With several workers: how a batch gets to the owners of its keys.
    sharing: Sharing,
    /// Whether every record goes to its owner as it is; to so many workers.
    apart: Option<usize>,
    /// Records that go to their owners as they are, each with the time by which it is judged what it finds.
    raw: Option<Outbox<K, (Timestamp, Kept<S>), I>>,
    /// What the workers have sent, to be merged.
    arrived: Vec<RunningParcel<K, S, I>>,
    /// How many keys the other workers held before this batch.
    elsewhere: usize,
    /// Which entries have changed.
    marks: Marks,
    /// When early results come out.
    ticks: Ticks,
    /// Keys whose last record is not after this are forgotten, whether or not a record comes.
    horizon: Option<Timestamp>,
    /// When keys that are forgotten were last swept out.
    swept: Timestamp,

    // Checkpointed.
    /// With one worker all keys; with several what came in this batch.
    table: Entries<K, Kept<S>, I>,
    /// With several workers the keys that this one owns.
    owned: Option<Entries<K, Kept<S>, I>>,
    /// The watermark of the last tick.
    passed: Timestamp,
}

/// The state of a key.
#[derive(Clone)]
pub struct Kept<S> {
    state: S,
    /// The greatest time of its records, each no earlier than the watermark of the tick before it, or than what it was judged by.
    last: Timestamp,
}

impl<K, S, I: Copy + Default> RunningWindows<K, S, I> {
    /// No key is known. Keys are forgotten this long after their last record, in the time of the stream; more than `max_keys`, over all workers, are an
    /// error. Of the policy only what it says of emitting counts.
    ///
    /// # Errors
    /// `ttl` is zero.
    pub fn new(ttl: Option<Duration>, max_keys: Option<usize>, policy: Policy) -> Result<Self, Error> {
        if ttl.is_some_and(|ttl| ttl.is_zero()) {
            let text = "`ttl` is zero: no key would last; say for how long, or leave it out";
            return Err(Error::new(ErrorKind::Start, text));
        }
        let ttl = ttl.and_then(|ttl| i64::try_from(ttl.as_nanos()).ok());
        let (sharing, apart, raw, arrived, elsewhere) = Default::default();
        let (marks, ticks, horizon, table, owned) = Default::default();
        let (by_clock, max_keys, emit) = (false, max_keys.unwrap_or(usize::MAX), policy.emit);
        let (swept, passed) = (Timestamp::MIN, Timestamp::MIN);
        #[rustfmt::skip]
        return Ok(RunningWindows { ttl, by_clock, max_keys, emit, sharing, apart, raw, arrived, elsewhere, marks, ticks, horizon, swept, table, owned, passed });
    }

    /// No event time is declared: a record is judged by its own time, which is the clock's.
    #[must_use]
    pub fn by_clock(mut self) -> Self {
        self.by_clock = true;
        self
    }

    /// The one window; no record is late.
    #[inline(always)]
    pub fn open(&mut self, _: Stamp) -> Option<Slot> {
        Some(Slot(0))
    }

    /// Adds a record.
    #[inline(always)]
    pub fn add<Q, Kind, G>(&mut self, _: Slot, kind: Kind, key: Q, stamp: Stamp, input: G::In, aggregate: &G)
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
        G: Aggregate<State = S>,
    {
        if self.owned.is_some() {
            return self.add_to_batch(kind, key, stamp, input, aggregate);
        }
        let now = self.now(stamp);
        let (horizon, time) = (horizon(self.ttl, now), stamp.time.max(now));
        let entry = self.table.upsert(
            kind,
            key,
            input,
            || Kept { state: aggregate.init(), last: time },
            |kept, input| {
                if horizon.is_some_and(|horizon| kept.last <= horizon) {
                    kept.state = aggregate.init();
                }
                aggregate.add(&mut kept.state, input);
                kept.last = kept.last.max(time);
            },
        );
        self.marks.touch(entry);
    }

    #[inline(never)]
    fn add_to_batch<Q, Kind, G>(&mut self, kind: Kind, key: Q, stamp: Stamp, input: G::In, aggregate: &G)
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
        G: Aggregate<State = S>,
    {
        self.sharing.records += 1;
        let now = self.now(stamp);
        let time = stamp.time.max(now);
        let fresh = || Kept { state: aggregate.init(), last: time };
        if let Some(workers) = self.apart.or(self.sharing.raw) {
            let mut kept = fresh();
            aggregate.add(&mut kept.state, input);
            return self.raw.get_or_insert_with(|| Outbox::new(workers)).push(kind, key, (now, kept));
        }
        self.table.upsert(kind, key, input, fresh, |kept, input| {
            aggregate.add(&mut kept.state, input);
            kept.last = kept.last.max(time);
        });
    }

    /// By what time it is judged whether the record finds its key forgotten; without a time-to-live, how early it may be.
    #[inline(always)]
    fn now(&self, stamp: Stamp) -> Timestamp {
        match self.ttl {
            None => self.passed,
            Some(_) if self.by_clock => stamp.time.max(self.passed),
            Some(_) => stamp.watermark.max(self.passed),
        }
    }

    /// The watermark has come to `passed`.
    fn pass(&mut self, passed: Timestamp) {
        self.passed = self.passed.max(passed);
        self.horizon = horizon(self.ttl, self.passed);
    }

    /// Never: the window does not close.
    pub fn next_close(&self) -> Option<Timestamp> {
        None
    }

    /// The next instant of processing time at which results are due that do not come out with each batch.
    pub fn next_tick(&self) -> Option<Timestamp> {
        self.ticks.next(self.emit).filter(|_| self.marks.is_changed())
    }

    /// The watermark of what comes out: that of the last tick.
    pub fn watermark(&self) -> Timestamp {
        self.passed
    }

    /// Zero: results are not held back.
    pub fn lateness(&self) -> Duration {
        Duration::ZERO
    }

    /// What is held. Keys that are forgotten are counted until they are swept out.
    pub fn gauge(&self) -> Gauge {
        let table = self.owned.as_ref().unwrap_or(&self.table);
        let (keys, bytes) = (table.len() as u64, table.bytes() + self.marks.bytes());
        Gauge { windows: 1, keys, bytes: bytes as u64, ..Gauge::default() }
    }
}

/// At this time keys are forgotten whose last record is not after what this gives.
#[inline(always)]
fn horizon(ttl: Option<i64>, now: Timestamp) -> Option<Timestamp> {
    ttl.and_then(|ttl| now.as_nanos().checked_sub(ttl)).map(Timestamp::from_nanos)
}

impl<K, T, I> Closures<T> for RunningWindows<K, Option<T>, I> {}

#[cold]
fn too_many<K>(keys: usize, bound: usize) -> Overflow<K> {
    let error = AggregateError::new(format!(
        "{keys} keys are held, and `max_keys` is {bound}; raise it, or forget keys that rest with `ttl`"
    ));
    Overflow { key: None, error }
}
