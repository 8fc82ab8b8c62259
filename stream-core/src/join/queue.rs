//! The records that one side of a join holds for a key.

use std::ops::Range;
use std::slice::IterMut;

use super::Reach;
use crate::time::Timestamp;

/// The room that is kept for another key when a key goes, in records.
const SPARE: usize = 16;

/// From how many records on the first in reach is sought rather than walked to.
const MANY: usize = 16;

/// A record that waits for partners.
pub(super) struct Held<V> {
    pub(super) reach: Reach,
    /// It has had a partner, where the join asks.
    pub(super) matched: bool,
    pub(super) value: V,
}

/// The records of a side and a key: by time where the join has a limit, else as they came.
pub(super) struct Queue<V>(Vec<Held<V>>);

impl<V> Default for Queue<V> {
    fn default() -> Self {
        Queue(Vec::new())
    }
}

impl<V> Queue<V> {
    /// Adds a record at its time, after those of the same time.
    #[inline]
    pub(super) fn insert(&mut self, held: Held<V>) {
        match self.0.last() {
            Some(last) if last.reach.time > held.reach.time => self.insert_before(held),
            _ => self.0.push(held),
        }
    }

    #[inline(never)]
    fn insert_before(&mut self, held: Held<V>) {
        let at = self.0.partition_point(|other| other.reach.time <= held.reach.time);
        self.0.insert(at, held);
    }

    /// Adds a record at the end.
    #[inline]
    pub(super) fn push(&mut self, held: Held<V>) {
        self.0.push(held);
    }

    /// Some records, by their numbers.
    #[inline]
    pub(super) fn some(&mut self, numbers: Range<usize>) -> IterMut<'_, Held<V>> {
        self.0.get_mut(numbers).unwrap_or_default().iter_mut()
    }

    /// The numbers of all records.
    pub(super) fn all(&self) -> Range<usize> {
        0..self.0.len()
    }

    /// The numbers of the records, which are by time, from `from` until `until`, both included.
    #[inline]
    pub(super) fn between(&self, from: Timestamp, until: Timestamp) -> Range<usize> {
        let before = |held: &Held<V>| held.reach.time < from;
        let in_time = |held: &Held<V>| held.reach.time <= until;
        if self.0.len() > MANY {
            return self.0.partition_point(before)..self.0.partition_point(in_time);
        }
        let start = self.0.iter().take_while(|held| before(held)).count();
        start..self.0.iter().rposition(in_time).map_or(start, |last| last + 1)
    }

    /// Takes out the records from before `time`. Gives how many, and the time of the first that is left.
    #[inline]
    pub(super) fn expire(
        &mut self,
        time: Timestamp,
        show: impl FnMut(Held<V>),
    ) -> (usize, Option<Timestamp>) {
        match self.0.last() {
            Some(last) if last.reach.time >= time => {}
            _ => {
                let expired = self.0.len();
                self.0.drain(..).for_each(show);
                return (expired, None);
            }
        }
        let expired = self.0.iter().take_while(|held| held.reach.time < time).count();
        if expired > 0 {
            self.0.drain(..expired).for_each(show);
        }
        (expired, self.0.first().map(|held| held.reach.time))
    }

    /// The room of an empty queue, for another.
    pub(super) fn spare(self) -> Option<Self> {
        (1..=SPARE).contains(&self.0.capacity()).then_some(self)
    }

    /// Takes out all records.
    pub(super) fn into_all(self) -> impl Iterator<Item = Held<V>> {
        self.0.into_iter()
    }
}
