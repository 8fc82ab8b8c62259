//! What a join of two streams holds.

use std::ops::Range;

use super::interval::{Reach, Within};
use super::queue::{Held, Queue};
use super::span::Span;
use super::wheel::Wheel;
use crate::keyed::Entries;
use crate::keyed::key::KeyKind;
use crate::stage::{Gauge, Stamp};
use crate::time::Timestamp;

/// A record of this batch, with the number of its key.
pub(super) struct Arrival<V> {
    pub(super) entry: u32,
    /// It has had a partner.
    pub(super) matched: bool,
    pub(super) reach: Reach,
    pub(super) value: V,
}

/// The records of a key.
pub(super) struct Sides<V, W> {
    pub(super) lefts: Queue<V>,
    pub(super) rights: Queue<W>,
    /// No reach of a record ends before it.
    pub(super) due: Timestamp,
}

pub(super) struct State<K, V, W, I> {
    // Configuration.
    /// `None` where there is no limit.
    pub(super) limit: Option<Span>,
    /// Records without a partner come out, so it matters when a record is dropped.
    pub(super) outer: bool,
    // Live.
    /// The keys by when they are due, where that matters.
    pub(super) wheel: Wheel,
    /// Keys that are due, while it is their turn.
    pub(super) passed: Vec<u32>,
    /// The key that is looked at next, where it does not.
    pub(super) hand: usize,
    /// The room of keys that are gone.
    pub(super) spare: (Vec<Queue<V>>, Vec<Queue<W>>),
    // Checkpointed.
    pub(super) held: Entries<K, Sides<V, W>, I>,
    /// How many records are held.
    pub(super) records: usize,
    /// No reach of a record ends after it.
    pub(super) last: Timestamp,
    /// That of the last tick.
    pub(super) watermark: Timestamp,
    late: u64,
    late_in_part: u64,
}

impl<K, V, W, I: Copy + Default> State<K, V, W, I> {
    pub(super) fn new(within: Within, outer: bool) -> Self {
        State {
            limit: Span::of(within),
            outer,
            wheel: Wheel::new(),
            passed: Vec::new(),
            hand: 0,
            spare: (Vec::new(), Vec::new()),
            held: Entries::new(),
            records: 0,
            last: Timestamp::MIN,
            watermark: Timestamp::MIN,
            late: 0,
            late_in_part: 0,
        }
    }

    #[inline]
    pub(super) fn open(&mut self, stamp: Stamp) -> Option<Reach> {
        let Stamp { time, watermark } = stamp;
        let Some(limit) = self.limit else { return Some(Reach { time, from: watermark }) };
        if time >= watermark {
            return Some(Reach { time, from: limit.before(time) });
        }
        let in_time = limit.after(time) >= watermark;
        let counter = if in_time { &mut self.late_in_part } else { &mut self.late };
        *counter += 1;
        in_time.then_some(Reach { time, from: watermark })
    }

    /// The number of a key, until something is dropped.
    #[inline]
    pub(super) fn enter<Q, Kind>(&mut self, kind: Kind, key: Q) -> u32
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        let State { spare: (lefts, rights), held, .. } = self;
        let init = || sides(lefts, rights);
        held.upsert(kind, key, (), init, |_, ()| ()) as u32
    }

    /// The numbers of the records on the other side that are in reach of one.
    #[inline]
    pub(super) fn partners<A, B>(
        &self,
        arrival: &Arrival<A>,
        side: impl FnOnce(&Sides<V, W>) -> &Queue<B>,
    ) -> Range<usize> {
        let others = side(self.held.at(arrival.entry as usize).1);
        match self.limit {
            Some(limit) => others.between(arrival.reach.from, limit.after(arrival.reach.time)),
            None => others.all(),
        }
    }

    /// Holds a record on its side.
    #[inline]
    pub(super) fn hold<A>(
        &mut self,
        arrival: Arrival<A>,
        side: impl FnOnce(&mut Sides<V, W>) -> &mut Queue<A>,
    ) {
        let Arrival { entry, matched, reach, value } = arrival;
        let (_, sides) = self.held.at_mut(entry as usize);
        let held = Held { reach, matched, value };
        let Some(limit) = self.limit else {
            side(sides).push(held);
            self.last = Timestamp::MAX;
            self.records += 1;
            return;
        };
        let until = limit.after(reach.time);
        if until < sides.due {
            sides.due = until;
            if self.outer {
                self.wheel.push(until, entry);
            }
        }
        side(sides).insert(held);
        self.last = self.last.max(until);
        self.records += 1;
    }

    pub(super) fn next_close(&mut self) -> Option<Timestamp> {
        Some(self.wheel.next()?.plus(std::time::Duration::from_nanos(1)))
    }

    /// The watermark of the results of the next tick.
    pub(super) fn results_from(&self) -> Timestamp {
        if !self.outer || self.watermark == Timestamp::MAX {
            return self.watermark;
        }
        self.limit.map_or(Timestamp::MIN, |limit| limit.before(self.watermark))
    }

    pub(super) fn gauge(&self) -> Gauge {
        let records = self.records * (size_of::<Held<V>>().max(size_of::<Held<W>>()));
        let bytes = self.held.bytes() + self.wheel.bytes() + records;
        Gauge {
            late: self.late,
            late_in_part: self.late_in_part,
            windows: 0,
            keys: self.records as u64,
            bytes: bytes as u64,
        }
    }
}

/// A key without records, with the room of one that is gone.
pub(super) fn sides<V, W>(lefts: &mut Vec<Queue<V>>, rights: &mut Vec<Queue<W>>) -> Sides<V, W> {
    let (lefts, rights) = (lefts.pop().unwrap_or_default(), rights.pop().unwrap_or_default());
    Sides { lefts, rights, due: Timestamp::MAX }
}
