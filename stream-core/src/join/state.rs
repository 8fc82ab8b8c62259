//! What a join of two streams holds.

use std::cell::RefCell;

use super::interval::{Came, JoinPacket, Reach, Within};
use super::queue::{Held, Queue};
use super::span::Span;
use super::wheel::Wheel;
use crate::keyed::Entries;
use crate::keyed::key::KeyKind;
use crate::stage::{Gauge, Stamp};
use crate::time::Timestamp;

/// The records of a key.
pub(super) struct Sides<V, W> {
    pub(super) lefts: Queue<V>,
    pub(super) rights: Queue<W>,
    /// No record has a time before it.
    pub(super) first: Timestamp,
}

impl<V, W> Sides<V, W> {
    /// A key without records, with the room of one that is gone.
    pub(super) fn reusing(lefts: &mut Vec<Queue<V>>, rights: &mut Vec<Queue<W>>) -> Self {
        let (lefts, rights) = (lefts.pop().unwrap_or_default(), rights.pop().unwrap_or_default());
        Sides { lefts, rights, first: Timestamp::MAX }
    }

    /// Holds a left record.
    #[inline]
    pub(super) fn hold_left(&mut self, held: Held<V>) -> News {
        let time = held.reach.time;
        let (own, others) = (self.lefts.len() as u32, self.rights.len() as u32);
        let is_apart = self.lefts.push(held);
        News { own, others, on_left: true, is_apart, is_first: self.note(time) }
    }

    /// As [`Sides::hold_left`], on the right.
    #[inline]
    pub(super) fn hold_right(&mut self, held: Held<W>) -> News {
        let time = held.reach.time;
        let (own, others) = (self.rights.len() as u32, self.lefts.len() as u32);
        let is_apart = self.rights.push(held);
        News { own, others, on_left: false, is_apart, is_first: self.note(time) }
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
    /// The key that is looked at next, where it does not, and the watermark until which that has been done.
    pub(super) hand: usize,
    pub(super) swept: Timestamp,
    /// What came in this batch and may have partners.
    pub(super) meetings: Vec<Meeting>,
    /// The keys that have records of this batch that are not in their places.
    pub(super) apart: Vec<u32>,
    /// How many records came in this batch.
    pub(super) came: usize,
    /// The room of keys that are gone.
    pub(super) spare: (Vec<Queue<V>>, Vec<Queue<W>>),
    // Checkpointed.
    pub(super) held: Entries<K, Sides<V, W>, I>,
    /// How many records are held.
    pub(super) records: usize,
    /// No record has a time after it.
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
            swept: Timestamp::MIN,
            meetings: Vec::new(),
            apart: Vec::new(),
            came: 0,
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

    /// Holds a record: `hold` puts it on its side.
    #[inline]
    pub(super) fn add<Q, Kind, A>(
        &mut self,
        kind: Kind,
        key: Q,
        held: Held<A>,
        hold: impl FnOnce(&mut Sides<V, W>, Held<A>) -> News,
    ) where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        let (mut news, time) = (News::default(), held.reach.time);
        let (lefts, rights) = &mut self.spare;
        let init = || Sides::reusing(lefts, rights);
        let entry = self.held.upsert(kind, key, held, init, |sides, held| news = hold(sides, held));
        self.heed(entry as u32, time, news);
    }

    /// Remembers what a record changes for its key.
    #[inline]
    fn heed(&mut self, entry: u32, time: Timestamp, news: News) {
        let News { own, others, on_left, is_apart, is_first } = news;
        self.last = self.last.max(time);
        self.came += 1;
        if others > 0 {
            self.meetings.push(Meeting { entry, own, others, on_left });
        }
        let Some(limit) = self.limit else { return };
        if is_apart {
            self.apart.push(entry);
        }
        if self.outer && is_first {
            self.wheel.push(limit.after(time), entry);
        }
    }

    /// Takes in what another worker sends.
    pub(super) fn take_in(&mut self, packet: JoinPacket<K, V, W, I>) {
        let all = RefCell::new(Vec::new());
        let hold = |sides: &mut Sides<V, W>, (lefts, rights): Came<V, W>| {
            let mut all = all.borrow_mut();
            for (reach, value) in lefts {
                all.push((reach.time, sides.hold_left(Held { reach, matched: false, value })));
            }
            for (reach, value) in rights {
                all.push((reach.time, sides.hold_right(Held { reach, matched: false, value })));
            }
        };
        let (mut noted, mut heeded) = (Vec::new(), 0);
        self.held.unpack(
            packet,
            |new| {
                let mut sides = Sides::reusing(&mut Vec::new(), &mut Vec::new());
                hold(&mut sides, new);
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

    /// What has a time before it can have no partner any more when the watermark is at `to`, before the end of the input.
    pub(super) fn over_before(&self, to: Timestamp) -> Timestamp {
        self.limit.map_or(Timestamp::MIN, |limit| limit.before(to))
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
