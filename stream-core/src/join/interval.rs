//! The join of two streams by key and by the distance of their times.

use std::marker::PhantomData;
use std::time::Duration;

use super::mode::Mode;
use super::pairs::Pairs;
use super::queue::Held;
use super::state::{Sides, State};
use crate::error::{Error, ErrorKind};
use crate::exchange::Exchange;
use crate::keyed::key::KeyKind;
use crate::keyed::same::OfTwoStreams;
use crate::keyed::{Entries, Packet, Repeat};
use crate::record::Operator;
use crate::stage::{Gauge, Stamp, Tick};
use crate::time::Timestamp;

/// How many records a join holds at most on each worker, both sides together, where nothing is said.
pub const MAX_HELD: usize = 10_000_000;

/// How far apart in time partners may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    /// At most this long, whichever is earlier; both ends belong to it. More than 292 years count as 292.
    Limit(Duration),
    /// Any time: nothing that was taken in is ever dropped, and what has no partner is known at the end of the input.
    Forever,
}

/// When a record's partners lie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    /// The time of the record.
    pub(super) time: Timestamp,
    /// The first time of a partner; where there is no limit, the watermark with which the record came.
    pub(super) from: Timestamp,
}

/// Joins records of two streams with equal keys and times at most [`Within`] apart; `M` is the [kind](Mode) of the join.
/// Structured Streaming's join with a range condition.
///
/// **What is late.** Let w be the watermark with which a record came, that of its own source partition before it. The later of
/// two partners, in time, may not be before w of either: else the pair does not come out. So a record from before w finds
/// partners from w on only, and one that has none there any more (its time + within < w) is late as a whole and contributes
/// nothing. A record is held until the tick's watermark is past its time + within; then it can have no partner any more, and
/// where it had none it comes out, if the kind of the join says so. As w is never behind the tick's watermark of the batch
/// before, whatever is dropped has met all its partners: the result is that of the two whole inputs. Spark drops what is
/// before the last batch's watermark, whatever its partners.
///
/// A result has the time of its later record. Where there is no limit nothing is late, and a result has the higher watermark
/// of its two records, by which an operator behind the join finds it late or not.
pub struct Interval<K, V, W, I, M: Mode<V, W>> {
    // Configuration.
    workers: usize,
    max_held: usize,
    mode: PhantomData<fn() -> M>,
    // Live.
    /// What has to move, where there are several workers.
    moving: Entries<K, Came<V, W>, I>,
    /// How many records were held when the last batch ended, before any went.
    at_end: usize,
    // Checkpointed.
    state: State<K, V, W, I, M::Mark>,
}

/// The records of a batch and a key on the way to their worker.
pub(super) type Came<V, W> = (Vec<(Reach, V)>, Vec<(Reach, W)>);

/// What one worker of a join sends to another.
pub type JoinPacket<K, V, W, I> = Packet<K, Came<V, W>, I>;

impl<K, V, W, I, M: Mode<V, W>> OfTwoStreams<K, I> for Interval<K, V, W, I, M> {}

impl<K, V, W, I: Copy + Default, M: Mode<V, W>> Interval<K, V, W, I, M> {
    /// A join of this kind on one of `workers` workers, without records.
    pub fn new(_: M, within: Within, workers: usize) -> Self {
        Interval {
            workers,
            max_held: MAX_HELD,
            mode: PhantomData,
            moving: Entries::new(),
            at_end: 0,
            state: State::new(within),
        }
    }

    /// Bounds the records held on each worker, both sides together. When a batch ends, that in which the input ends included, all are
    /// counted that are held then, also those of the batch and those that go with it.
    #[must_use]
    pub fn max_held(self, records: usize) -> Self {
        Interval { max_held: records, ..self }
    }

    /// When the partners of a record lie, with which it is to be added; `None`, and counted, if it is late.
    #[inline(always)]
    pub fn open(&mut self, stamp: Stamp) -> Option<Reach> {
        self.state.open(stamp)
    }

    /// Adds a record of the left stream.
    #[inline(always)]
    pub fn left<Q, Kind>(&mut self, reach: Reach, kind: Kind, key: Q, value: V)
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        if self.workers > 1 {
            return self.send(kind, key, |came| came.0.push((reach, value)));
        }
        self.state.add(kind, key, Held::new(reach, value), Sides::hold_left);
    }

    /// Adds a record of the right stream.
    #[inline(always)]
    pub fn right<Q, Kind>(&mut self, reach: Reach, kind: Kind, key: Q, value: W)
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        if self.workers > 1 {
            return self.send(kind, key, |came| came.1.push((reach, value)));
        }
        self.state.add(kind, key, Held::new(reach, value), Sides::hold_right);
    }

    /// Adds a record that may have to move.
    #[inline(never)]
    fn send<Q, Kind>(&mut self, kind: Kind, key: Q, add: impl FnOnce(&mut Came<V, W>))
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        self.moving.upsert(kind, key, add, Default::default, |came, add| add(came));
    }

    /// Moves the records of the batch to the workers that own their keys. With one worker it returns at once.
    ///
    /// # Cancel safety
    /// As [`Exchange::all_to_all`].
    #[inline]
    pub async fn exchange(&mut self, exchange: &mut Exchange<JoinPacket<K, V, W, I>>) {
        if self.workers > 1 {
            let parcels = self.moving.pack(self.workers);
            for packet in exchange.all_to_all(parcels).await.into_iter().flatten() {
                self.state.take_in(packet);
            }
        }
    }

    /// The next instant, in the time of the records, at which the watermark makes a record without a partner come out.
    pub fn next_close(&mut self) -> Option<Timestamp> {
        if M::OUTER { self.state.next_close() } else { None }
    }

    /// The watermark of the results: none that comes out from now on is late by it.
    pub fn watermark(&self) -> Timestamp {
        self.state.results_from()
    }

    /// How far the watermark of the results stays behind that of the records.
    pub fn lateness(&self) -> Duration {
        match self.state.limit {
            Some(limit) if M::OUTER => limit.length(),
            _ => Duration::ZERO,
        }
    }

    /// What is held, and how many records were late.
    pub fn gauge(&self) -> Gauge {
        let state = self.state.gauge();
        Gauge { bytes: state.bytes + self.moving.bytes() as u64, ..state }
    }

    /// Whether the join held no more than it may when the last batch ended.
    ///
    /// # Errors
    /// It holds more: the pipeline ends.
    pub fn check(&self, operator: Operator) -> Result<(), Error> {
        if self.at_end <= self.max_held {
            return Ok(());
        }
        let message = format!(
            "the join holds more than {} records for partners to come; make `within` shorter, or set `max_held`",
            self.max_held
        );
        Err(Error::new(ErrorKind::Bound, message).at(operator))
    }
}

// The bounds stand on the `impl`, so that what cannot be joined is one error.
impl<K: Repeat, V: Repeat, W: Repeat, I: Copy + Default, M: Mode<V, W>> Interval<K, V, W, I, M> {
    /// The end of a batch: what comes of it is to be asked for by [`Pairs::meet`] until there is no more.
    ///
    /// First come the pairs, by the record that completes them, in the order in which the records came; then the records that can have no
    /// partner any more, by time.
    #[inline]
    pub fn drain(&mut self, tick: Tick) -> Pairs<'_, K, V, W, I, M> {
        let watermark = self.watermark();
        self.at_end = self.state.records;
        Pairs::new(&mut self.state, watermark, tick)
    }
}
