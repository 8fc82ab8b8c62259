//! The records that one side of a join holds for a key.

use super::Reach;
use super::span::Span;
use crate::time::Timestamp;

/// The room that is kept for another key when a key goes, in records.
const SPARE: usize = 16;

/// More records than this are kept by time, so that those in reach are sought rather than walked to.
const MANY: usize = 16;

/// How many records are put in their places one by one.
const FEW: usize = 8;

/// A record that waits for partners, with its [mark](super::mode::Mark).
pub(super) struct Held<V, T> {
    pub(super) reach: Reach,
    pub(super) mark: T,
    pub(super) value: V,
}

impl<V, T: Default> Held<V, T> {
    #[inline]
    pub(super) fn new(reach: Reach, value: V) -> Self {
        Held { reach, mark: T::default(), value }
    }
}

/// The records of a side and a key. Few are as they came; many are by time, but for some that came in this batch: numbers of
/// records hold until the batch ends.
pub(super) struct Queue<V, T> {
    records: Vec<Held<V, T>>,
    /// At least how many of the first records are by time; all, where there are many and a batch has ended.
    ordered: u32,
}

impl<V, T> Default for Queue<V, T> {
    fn default() -> Self {
        Queue { records: Vec::new(), ordered: 0 }
    }
}

impl<V, T> Queue<V, T> {
    #[inline]
    pub(super) fn len(&self) -> usize {
        self.records.len()
    }

    /// Adds a record at the end. Whether the records are to be [put in order](Queue::order) for it.
    #[inline(always)]
    pub(super) fn push(&mut self, held: Held<V, T>) -> bool {
        let is_apart = self.records.len() >= MANY && self.is_apart(held.reach.time);
        self.records.push(held);
        is_apart
    }

    /// Whether a record that comes to many is the first that is not in its place.
    #[inline(never)]
    fn is_apart(&mut self, time: Timestamp) -> bool {
        let all_were = self.ordered as usize == self.records.len();
        let in_order = self.records.last().is_none_or(|last| last.reach.time <= time);
        if all_were && in_order {
            self.ordered += 1;
            return false;
        }
        all_were || self.records.len() == MANY
    }

    /// A record, by its number.
    ///
    /// # Panics
    /// If there is no such record.
    #[inline(always)]
    pub(super) fn at_mut(&mut self, number: usize) -> &mut Held<V, T> {
        &mut self.records[number]
    }

    /// Those of the first `len` records that may be in the reach of another.
    ///
    /// # Panics
    /// If there are fewer.
    #[inline(always)]
    pub(super) fn near(&mut self, len: usize, reach: Reach, limit: Option<Span>) -> &mut [Held<V, T>] {
        match limit {
            Some(limit) if len > MANY => self.between(len, reach.from, limit.after(reach.time)),
            _ => &mut self.records[..len],
        }
    }

    #[inline(never)]
    fn between(&mut self, len: usize, from: Timestamp, until: Timestamp) -> &mut [Held<V, T>] {
        let ordered = &self.records[..len.min(self.ordered as usize)];
        let start = ordered.partition_point(|held| held.reach.time < from);
        let end = ordered.partition_point(|held| held.reach.time <= until);
        let end = if ordered.len() < len { len } else { end };
        self.records.get_mut(start..end).unwrap_or_default()
    }

    /// Puts all records in their places.
    pub(super) fn order(&mut self) {
        let (from, len) = (self.ordered as usize, self.records.len());
        if len <= MANY {
            return;
        }
        if len - from > FEW {
            self.records.sort_by_key(|held| held.reach.time);
        } else {
            (from..len).for_each(|number| self.place(number));
        }
        self.ordered = len as u32;
    }

    /// Moves a record forward to its time, behind those of the same time; those before it are by time.
    fn place(&mut self, number: usize) {
        let time = self.records[number].reach.time;
        let to = self.records[..number].partition_point(|held| held.reach.time <= time);
        self.records[to..=number].rotate_right(1);
    }

    /// Takes out the records from before `before`, after a batch. Gives the least time that is left, the greatest of all if none is.
    #[inline]
    pub(super) fn expire(&mut self, before: Timestamp, show: impl FnMut(Held<V, T>)) -> Timestamp {
        if self.records.len() > MANY {
            return self.expire_many(before, show);
        }
        let (mut kept, mut first) = (0, Timestamp::MAX);
        for at in 0..self.records.len() {
            let time = self.records[at].reach.time;
            if time >= before {
                first = first.min(time);
                self.records.swap(kept, at);
                kept += 1;
            }
        }
        self.records.drain(kept..).for_each(show);
        self.ordered = 0;
        first
    }

    /// As [`Queue::expire`], of many.
    #[inline(never)]
    fn expire_many(&mut self, before: Timestamp, show: impl FnMut(Held<V, T>)) -> Timestamp {
        let expired = self.records.partition_point(|held| held.reach.time < before);
        self.ordered -= expired as u32;
        self.records.drain(..expired).for_each(show);
        self.records.first().map_or(Timestamp::MAX, |held| held.reach.time)
    }

    /// The room of an empty queue, for another.
    pub(super) fn spare(self) -> Option<Self> {
        (1..=SPARE).contains(&self.records.capacity()).then_some(self)
    }

    /// Takes out all records.
    pub(super) fn into_all(self) -> impl Iterator<Item = Held<V, T>> {
        self.records.into_iter()
    }
}
