//! Windows over the last batches: `window` of a DStream in Spark.
//!
//! Contract: a window holds the records of the last `n` batches and fires at the end of every `every`-th batch, counted from the first;
//! the first windows are partial. The batch in which the input ends takes no records and is not counted. A key without a
//! record in the window has no result and is forgotten. What comes out depends on where batches begin and end.

mod inverse;
#[cfg(test)]
mod tests;

use std::time::Duration;

pub use self::inverse::{InverseBatches, InversePacket, Reversible};
use super::Aggregate;
use super::aggregates::Closures;
use super::fired::Paired;
use super::policy::{OutsideTime, Policy, Slot};
use super::sliding::{SlideOf, Sliding, SlidingPacket};
use crate::error::{Error, ErrorKind};
use crate::exchange::Exchange;
use crate::keyed::key::KeyKind;
use crate::stage::{Gauge, Stamp, Tick};
use crate::time::Timestamp;

/// The states `S` of the keys `K`, whose [image](KeyKind::Image) is `I`, in the last batches, on one worker.
pub struct Batches<K, S, I> {
    /// The windows, in a time in which a batch is a nanosecond.
    windows: Sliding<K, S, I, SlideOf>,
    clock: BatchClock,
}

/// Counts batches, and follows time for what comes out.
#[derive(Clone, Copy)]
struct BatchClock {
    /// The number of this batch.
    batch: i64,
    /// The watermark of the last tick.
    passed: Timestamp,
}

impl BatchClock {
    const NEW: BatchClock = BatchClock { batch: 0, passed: Timestamp::MIN };

    /// What its results are stamped with: the time of the batch, after the watermark before it.
    fn stamp(self, tick: Tick) -> Stamp {
        let time = if tick.watermark == Timestamp::MAX { tick.now } else { tick.watermark };
        Stamp { time: time.max(self.passed), watermark: self.passed }
    }
}

/// How many batches make a window and how many a slide, as windows in a time in which a batch is a nanosecond.
fn slide(n: usize, every: Option<usize>) -> Result<(u64, u64), Error> {
    let every = every.unwrap_or(1);
    let error = |message: &str| Err(Error::new(ErrorKind::Start, message));
    if n == 0 {
        return error("the number of batches must be more than zero");
    }
    if every == 0 {
        return error("`every` must be more than zero");
    }
    if every > n {
        let fact = format!("windows of {n} batches every {every} would leave records out");
        return error(&format!("{fact}: let `every` be at most the length"));
    }
    Ok((n as u64, every as u64))
}

impl<K, S, I: Copy + Default> Batches<K, S, I> {
    /// The last `n` batches, after each batch or each `every` of them (at least 1 and at most `n`).
    ///
    /// # Errors
    /// One of them is zero, or `every` is greater than `n`.
    pub fn new(n: usize, every: Option<usize>, _: Policy) -> Result<Self, Error> {
        let (n, every) = slide(n, every)?;
        // Windows end with every `every`-th batch.
        let offset = (every - n % every) % every;
        let [n, every, offset] = [n, every, offset].map(Duration::from_nanos);
        Ok(Batches {
            windows: Sliding::new(SlideOf::new(n, every, offset)?, Policy::new()),
            clock: BatchClock::NEW,
        })
    }

    fn inner(&self) -> Stamp {
        Stamp { time: Timestamp::from_nanos(self.clock.batch), watermark: Timestamp::MIN }
    }

    /// Where a record belongs: no record is late.
    #[inline]
    pub fn open(&mut self, _: Stamp) -> Option<Slot> {
        let stamp = self.inner();
        self.windows.open(stamp)
    }

    /// Adds a record to this batch.
    #[inline]
    pub fn add<Q, Kind, G>(&mut self, slot: Slot, kind: Kind, key: Q, _: Stamp, input: G::In, aggregate: &G)
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
        G: Aggregate<State = S>,
    {
        let stamp = self.inner();
        self.windows.add(slot, kind, key, stamp, input, aggregate);
    }

    /// As [`Sliding::exchange`].
    ///
    /// # Cancel safety
    /// As [`Exchange::all_to_all`].
    pub fn exchange<'a, G: Aggregate<State = S>>(
        &'a mut self,
        exchange: &'a mut Exchange<SlidingPacket<K, S, I>>,
        aggregate: &G,
    ) -> impl Future<Output = ()> + use<'a, K, S, I, G> {
        self.windows.exchange(exchange, aggregate)
    }

    /// Ends a batch: gives out the last batches if a window ends with this one, keys by first sight. The last tick gives out nothing.
    pub fn close<'a, G>(
        &'a mut self,
        tick: Tick,
        aggregate: &'a G,
    ) -> impl Iterator<Item = Paired<K, G::Output>> + use<'a, K, S, I, G>
    where
        K: Clone,
        S: Clone,
        G: Aggregate<State = S>,
    {
        let stamp = self.clock.stamp(tick);
        self.clock.passed = self.clock.passed.max(tick.watermark);
        self.clock.batch += i64::from(!tick.last);
        let inner = Tick { watermark: self.inner().time, ..tick };
        let results = self.windows.close(inner, aggregate);
        results.map(move |result| result.map(|(_, fired)| (stamp, (fired.key, fired.value))))
    }

    /// As [`Batches::close`]: windows over batches come out once.
    pub fn emit<'a, G>(
        &'a mut self,
        tick: Tick,
        aggregate: &'a G,
    ) -> impl Iterator<Item = Paired<K, G::Output>> + use<'a, K, S, I, G>
    where
        K: Clone,
        S: Clone,
        G: Aggregate<State = S>,
    {
        self.close(tick, aggregate)
    }

    /// What is held.
    pub fn gauge(&self) -> Gauge {
        self.windows.gauge()
    }
}

impl<K, S, I> OutsideTime for Batches<K, S, I> {
    fn passed(&self) -> Timestamp {
        self.clock.passed
    }
}

impl<K, T, I> Closures<T> for Batches<K, Option<T>, I> {}
