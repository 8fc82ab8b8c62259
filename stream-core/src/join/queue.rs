//! The records that one side of a join holds for a key.

use super::Reach;
use super::span::Span;
use crate::time::Timestamp;

/// The room that is kept for another key when a key goes, in records.
const SPARE: usize = 16;

/// From how many records on the first in reach is sought rather than walked to.
const MANY: usize = 16;

/// How many records are put in their places one by one.
const FEW: usize = 8;

/// A record that waits for partners.
pub(super) struct Held<V> {
    pub(super) reach: Reach,
    /// It has had a partner, where the join asks.
    pub(super) matched: bool,
    pub(super) value: V,
}

/// The records of a side and a key. Where the join has a limit they are by time, but for some that came in this batch: numbers
/// of records hold until the batch ends.
pub(super) struct Queue<V> {
    records: Vec<Held<V>>,
    /// How many of the first records are by time.
    ordered: u32,
}

impl<V> Default for Queue<V> {
    fn default() -> Self {
        Queue { records: Vec::new(), ordered: 0 }
    }
}

impl<V> Queue<V> {
    #[inline]
    pub(super) fn len(&self) -> usize {
        self.records.len()
    }

    /// Adds a record at the end. Whether it is the first that is not in its place.
    #[inline]
    pub(super) fn push(&mut self, held: Held<V>) -> bool {
        let (len, time) = (self.records.len(), held.reach.time);
        let in_order = self.records.last().is_none_or(|last| last.reach.time <= time);
        self.records.push(held);
        let all_were = self.ordered as usize == len;
        self.ordered += u32::from(all_were && in_order);
        all_were && !in_order
    }

    /// A record, by its number.
    ///
    /// # Panics
    /// If there is no such record.
    #[inline]
    pub(super) fn at_mut(&mut self, number: usize) -> &mut Held<V> {
        &mut self.records[number]
    }

    /// Those of the first `len` records that may be in the reach of another.
    #[inline]
    pub(super) fn near(&mut self, len: usize, reach: Reach, limit: Option<Span>) -> &mut [Held<V>] {
        match limit {
            Some(limit) if len > MANY => self.between(len, reach.from, limit.after(reach.time)),
            _ => self.records.get_mut(..len).unwrap_or_default(),
        }
    }

    #[inline(never)]
    fn between(&mut self, len: usize, from: Timestamp, until: Timestamp) -> &mut [Held<V>] {
        let ordered = &self.records[..len.min(self.ordered as usize)];
        let start = ordered.partition_point(|held| held.reach.time < from);
        let end = ordered.partition_point(|held| held.reach.time <= until);
        let end = if ordered.len() < len { len } else { end };
        self.records.get_mut(start..end).unwrap_or_default()
    }

    /// Puts all records in their places.
    pub(super) fn order(&mut self) {
        let (from, len) = (self.ordered as usize, self.records.len());
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

    /// Takes out the records from before `time`; all are by time. Gives how many, and the time of the first that is left.
    #[inline]
    pub(super) fn expire(
        &mut self,
        time: Timestamp,
        show: impl FnMut(Held<V>),
    ) -> (usize, Option<Timestamp>) {
        let expired = self.records.iter().take_while(|held| held.reach.time < time).count();
        if expired > 0 {
            self.ordered -= expired as u32;
            self.records.drain(..expired).for_each(show);
        }
        (expired, self.records.first().map(|held| held.reach.time))
    }

    /// The room of an empty queue, for another.
    pub(super) fn spare(self) -> Option<Self> {
        (1..=SPARE).contains(&self.records.capacity()).then_some(self)
    }

    /// Takes out all records.
    pub(super) fn into_all(self) -> impl Iterator<Item = Held<V>> {
        self.records.into_iter()
    }
}
