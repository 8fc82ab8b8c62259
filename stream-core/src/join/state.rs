//! What a join of two streams holds.

use std::cell::RefCell;
use std::time::Duration;

use super::interval::{Came, JoinPacket, Reach, Within};
use super::mode::Mark;
use super::queue::{Held, Queue};
use super::span::Span;
use super::wheel::Wheel;
use crate::keyed::key::KeyKind;
use crate::keyed::{Entries, Place};
use crate::stage::{Gauge, Stamp};
use crate::time::Timestamp;

/// The records of a key.
pub(super) struct Sides<V, W, T> {
    pub(super) lefts: Queue<V, T>,
    pub(super) rights: Queue<W, T>,
    /// The time of the first record. Where it does not matter when a record is dropped, it is that of when the key was last
    /// looked at.
    pub(super) first: Timestamp,
}

/// The room of keys that are gone.
pub(super) type Spare<V, W, T> = (Vec<Queue<V, T>>, Vec<Queue<W, T>>);

impl<V, W, T: Mark> Sides<V, W, T> {
    /// A key without records, with the room of one that is gone.
    fn reusing((lefts, rights): &mut Spare<V, W, T>) -> Self {
        let (lefts, rights) = (lefts.pop().unwrap_or_default(), rights.pop().unwrap_or_default());
        Sides { lefts, rights, first: Timestamp::MAX }
    }

    /// Holds a left record.
    #[inline(always)]
    pub(super) fn hold_left(&mut self, held: Held<V, T>) -> News {
        let is_first = T::IS_KEPT && self.note(held.reach.time);
        let (own, others) = (self.lefts.len() as u32, self.rights.len() as u32);
        News { own, others, on_left: true, is_apart: self.lefts.push(held), is_first }
    }

    /// As [`Sides::hold_left`], on the right.
    #[inline(always)]
    pub(super) fn hold_right(&mut self, held: Held<W, T>) -> News {
        let is_first = T::IS_KEPT && self.note(held.reach.time);
        let (own, others) = (self.rights.len() as u32, self.lefts.len() as u32);
        News { own, others, on_left: false, is_apart: self.rights.push(held), is_first }
    }

    #[inline]
    fn note(&mut self, time: Timestamp) -> bool {
        let is_first = time < self.first;
        self.first = self.first.min(time);
        is_first
    }
}

/// What a record changes for its key.
#[derive(Clone, Copy, Default)]
pub(super) struct News {
    /// Its number on its side.
    own: u32,
    /// How many there are on the other side.
    others: u32,
    on_left: bool,
    /// It is the first of its side that is not in its place.
    is_apart: bool,
    /// It is the first of all, by time.
    is_first: bool,
}

/// A record of the batch and how many of the other side it meets, before those came that came after it.
#[derive(Clone, Copy)]
pub(super) struct Meeting {
    pub(super) entry: u32,
    /// The number of the record on its side.
    pub(super) own: u32,
    pub(super) others: u32,
    pub(super) on_left: bool,
}

/// Where records are [marked](Mark), those without a partner come out, so it matters when a record is dropped.
pub(super) struct State<K, V, W, I, T> {
    // Configuration.
    /// `None` where there is no limit.
    pub(super) limit: Option<Span>,
    // Live.
    /// The keys by when they are due, where that matters.
    pub(super) wheel: Wheel,
    /// Keys that are due, while it is their turn.
    pub(super) passed: Vec<u32>,
    /// The key that is looked at next, where it does not, and the watermark until which that has been done.
    pub(super) hand: usize,
    pub(super) swept: Timestamp,
    /// What came in this batch and may have partners.
    pub(super) meetings: Vec<Meeting>,
    /// The keys that have records of this batch that are not in their places.
    pub(super) apart: Vec<u32>,
    pub(super) spare: Spare<V, W, T>,
    // Checkpointed.
    pub(super) held: Entries<K, Sides<V, W, T>, I>,
    /// How many records are held.
    pub(super) records: usize,
    /// That of the last tick.
    pub(super) watermark: Timestamp,
    late: u64,
    late_in_part: u64,
}

impl<K, V, W, I: Copy + Default, T: Mark> State<K, V, W, I, T> {
    pub(super) fn new(within: Within) -> Self {
        State {
            limit: Span::of(within),
            wheel: Wheel::new(),
            passed: Vec::new(),
            hand: 0,
            swept: Timestamp::MIN,
            meetings: Vec::new(),
            apart: Vec::new(),
            spare: (Vec::new(), Vec::new()),
            held: Entries::new(),
            records: 0,
            watermark: Timestamp::MIN,
            late: 0,
            late_in_part: 0,
        }
    }

    #[inline(always)]
    pub(super) fn open(&mut self, stamp: Stamp) -> Option<Reach> {
        let Stamp { time, watermark } = stamp;
        let Some(limit) = self.limit else { return Some(Reach { time, from: watermark }) };
        if time >= watermark {
            return Some(Reach { time, from: limit.before(time) });
        }
        self.open_late(stamp, limit)
    }

    #[cold]
    #[inline(never)]
    fn open_late(&mut self, Stamp { time, watermark }: Stamp, limit: Span) -> Option<Reach> {
        let in_time = limit.after(time) >= watermark;
        let counter = if in_time { &mut self.late_in_part } else { &mut self.late };
        *counter += 1;
        in_time.then_some(Reach { time, from: watermark })
    }

    /// Holds a record: `hold` puts it on its side.
    #[inline(always)]
    pub(super) fn add<Q, Kind, A>(
        &mut self,
        kind: Kind,
        key: Q,
        held: Held<A, T>,
        hold: impl Fn(&mut Sides<V, W, T>, Held<A, T>) -> News,
    ) where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        let (mut news, time) = (News::default(), held.reach.time);
        match self.held.seek(kind, &key, held, |sides, held| news = hold(sides, held)) {
            Ok(entry) => self.heed(entry as u32, time, news),
            Err((place, held)) => self.add_key(kind, place, key, held, hold),
        }
    }

    /// Holds the first record of a key.
    #[cold]
    #[inline(never)]
    fn add_key<Q, Kind, A>(
        &mut self,
        kind: Kind,
        place: Place<I>,
        key: Q,
        held: Held<A, T>,
        hold: impl Fn(&mut Sides<V, W, T>, Held<A, T>) -> News,
    ) where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        let (mut sides, time) = (Sides::reusing(&mut self.spare), held.reach.time);
        let news = hold(&mut sides, held);
        sides.first = time;
        let entry = self.held.insert(kind, place, key, sides);
        self.heed(entry as u32, time, news);
    }

    /// Remembers what a record changes for its key.
    #[inline(always)]
    fn heed(&mut self, entry: u32, time: Timestamp, news: News) {
        let News { own, others, on_left, is_apart, is_first } = news;
        self.records += 1;
        if others > 0 {
            self.meetings.push(Meeting { entry, own, others, on_left });
        }
        if (is_apart || is_first)
            && let Some(limit) = self.limit
        {
            if is_apart {
                self.apart.push(entry);
            }
            if is_first {
                self.wheel.push(limit.after(time), entry);
            }
        }
    }

    /// Takes in what another worker sends.
    pub(super) fn take_in(&mut self, packet: JoinPacket<K, V, W, I>) {
        let all = RefCell::new(Vec::new());
        let hold = |sides: &mut Sides<V, W, T>, (lefts, rights): Came<V, W>| {
            let mut all = all.borrow_mut();
            for (reach, value) in lefts {
                all.push((reach.time, sides.hold_left(Held::new(reach, value))));
            }
            for (reach, value) in rights {
                all.push((reach.time, sides.hold_right(Held::new(reach, value))));
            }
        };
        let (mut noted, mut heeded) = (Vec::new(), 0);
        self.held.unpack(
            packet,
            |new| {
                let mut sides = Sides::reusing(&mut (Vec::new(), Vec::new()));
                let before = all.borrow().len();
                hold(&mut sides, new);
                let first = all.borrow()[before..].iter().map(|(time, _)| *time).min();
                sides.first = first.unwrap_or(Timestamp::MAX);
                sides
            },
            hold,
            |entry| {
                let all = all.borrow();
                noted.extend(all[heeded..].iter().map(|(time, news)| (entry as u32, *time, *news)));
                heeded = all.len();
            },
        );
        noted.into_iter().for_each(|(entry, time, news)| self.heed(entry, time, news));
    }

    /// All that came has met whom it can.
    pub(super) fn settle(&mut self) {
        self.meetings.clear();
        while let Some(entry) = self.apart.pop() {
            let (_, sides) = self.held.at_mut(entry as usize);
            sides.lefts.order();
            sides.rights.order();
        }
    }

    pub(super) fn next_close(&mut self) -> Option<Timestamp> {
        Some(self.wheel.next()?.plus(Duration::from_nanos(1)))
    }

    /// The watermark of the results of the next tick.
    pub(super) fn results_from(&self) -> Timestamp {
        if !T::IS_KEPT || self.watermark == Timestamp::MAX {
            return self.watermark;
        }
        self.limit.map_or(Timestamp::MIN, |limit| limit.before(self.watermark))
    }

    pub(super) fn gauge(&self) -> Gauge {
        let records = self.records * (size_of::<Held<V, T>>().max(size_of::<Held<W, T>>()));
        let meetings = self.meetings.capacity() * size_of::<Meeting>();
        let bytes = self.held.bytes() + self.wheel.bytes() + records + meetings;
        Gauge {
            late: self.late,
            late_in_part: self.late_in_part,
            windows: 0,
            keys: self.records as u64,
            bytes: bytes as u64,
        }
    }
}
