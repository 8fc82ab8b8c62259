//! Records that a source has taken from elsewhere and hands over by value, a chunk at a time.
//!
//! A [`Buffer`] gives each record out once and in order; it keeps what a chunk did not return, and
//! its memory from chunk to chunk.

use std::iter::FusedIterator;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::vec;

use super::{CHUNK, Chunk};
use crate::record::Place;

/// Locks what workers share; a panic of a user's iterator while it was locked is told elsewhere.
pub(crate) fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Records of one worker that wait to be lent; at most [`CHUNK`] are taken in at a time.
#[derive(Debug)]
pub(crate) struct Buffer<T> {
    name: &'static str,
    records: Vec<T>,
    /// What a chunk that was dropped early did not return; the next records.
    kept: Vec<T>,
    /// The number of the next record among all that the source has given, from 0.
    next: u64,
    taken: u64,
}

impl<T> Buffer<T> {
    /// An empty buffer of the source `name`.
    pub(crate) fn new(name: &'static str) -> Self {
        Buffer { name, records: Vec::new(), kept: Vec::new(), next: 0, taken: 0 }
    }

    /// Whether there are records to lend.
    pub(crate) fn has_records(&mut self) -> bool {
        if !self.kept.is_empty() {
            self.kept.append(&mut self.records);
            std::mem::swap(&mut self.kept, &mut self.records);
        }
        !self.records.is_empty()
    }

    /// Takes in the next of `records`, whose first is number `first`; gives the number taken in.
    pub(crate) fn fill(&mut self, first: u64, records: impl Iterator<Item = T>) -> u64 {
        self.next = first;
        self.records.extend(records.take(CHUNK));
        self.records.len() as u64
    }

    /// As [`Buffer::fill`], from a vector: the rest of one is taken over as it is, without a copy.
    pub(crate) fn fill_from_vec(&mut self, first: u64, records: &mut vec::IntoIter<T>) -> u64 {
        if records.len() > CHUNK || !self.records.is_empty() {
            return self.fill(first, records);
        }
        self.next = first;
        self.records = std::mem::take(records).collect();
        self.records.len() as u64
    }

    /// Takes in one record, number `number`; gives whether there is room for another.
    pub(crate) fn push(&mut self, number: u64, record: T) -> bool {
        if self.records.is_empty() {
            self.next = number;
        }
        self.records.push(record);
        self.records.len() < CHUNK
    }

    /// The records beyond the next `max`, which another worker may lend.
    pub(crate) fn surplus(&mut self, max: usize) -> vec::Drain<'_, T> {
        let keep = self.records.len().min(max);
        self.records.drain(keep..)
    }

    /// Lends at most `max` records.
    pub(crate) fn chunk(&mut self, max: usize) -> Owned<'_, T> {
        let lent = self.records.len().min(max);
        let Buffer { name, records, kept, next, taken } = self;
        Owned { name, lent, records: records.drain(..lent), kept, next, taken }
    }

    /// Records lent so far.
    pub(crate) fn taken(&self) -> u64 {
        self.taken
    }
}

/// A chunk of owned records.
#[derive(Debug)]
pub struct Owned<'a, T> {
    name: &'static str,
    lent: usize,
    records: vec::Drain<'a, T>,
    kept: &'a mut Vec<T>,
    next: &'a mut u64,
    taken: &'a mut u64,
}

impl<T> Owned<'_, T> {
    fn returned(&self) -> u64 {
        (self.lent - self.records.len()) as u64
    }
}

impl<T> Iterator for Owned<'_, T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        self.records.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.records.size_hint()
    }
}

impl<T> FusedIterator for Owned<'_, T> {}

impl<T> Chunk for Owned<'_, T> {
    fn place(&self, _: Option<&[u8]>) -> Option<Place> {
        let offset = (*self.next + self.returned()).checked_sub(1)?;
        Some(Place { source: self.name.to_owned(), offset })
    }
}

impl<T> Drop for Owned<'_, T> {
    #[inline]
    fn drop(&mut self) {
        *self.taken += self.returned();
        *self.next += self.returned();
        if self.records.len() > 0 {
            self.kept.extend(&mut self.records);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(n: u64) -> Buffer<u64> {
        let mut buffer = Buffer::new("numbers");
        buffer.fill(0, 0..n);
        buffer
    }

    #[test]
    fn a_fill_is_bounded_by_a_chunk() {
        let mut buffer = filled(5_000);
        assert_eq!(buffer.chunk(usize::MAX).count(), CHUNK);
    }

    #[test]
    fn a_vector_is_taken_over_chunk_by_chunk() {
        let mut buffer = Buffer::new("numbers");
        let mut records = Vec::from_iter(0..1_500_u64).into_iter();
        assert_eq!(buffer.fill_from_vec(0, &mut records), 1024);
        assert_eq!(buffer.chunk(usize::MAX).sum::<u64>(), (0..1024).sum::<u64>());
        assert_eq!(buffer.fill_from_vec(1024, &mut records), 476);
        assert_eq!((buffer.chunk(usize::MAX).sum::<u64>(), records.len()), ((1024..1500).sum(), 0));
    }

    #[test]
    fn at_most_max_records_are_lent_in_order() {
        let mut buffer = filled(10);
        assert_eq!(buffer.chunk(4).collect::<Vec<_>>(), [0, 1, 2, 3]);
        assert!(buffer.has_records());
        assert_eq!(buffer.chunk(100).collect::<Vec<_>>(), [4, 5, 6, 7, 8, 9]);
        assert!(!buffer.has_records());
        assert_eq!(buffer.taken(), 10);
    }

    #[test]
    fn what_a_dropped_chunk_did_not_return_comes_next() {
        let mut buffer = filled(6);
        let mut chunk = buffer.chunk(4);
        assert_eq!((chunk.next(), chunk.next()), (Some(0), Some(1)));
        drop(chunk);
        assert_eq!(buffer.taken(), 2);
        assert!(buffer.has_records());
        assert_eq!(buffer.chunk(10).collect::<Vec<_>>(), [2, 3, 4, 5]);
    }

    #[test]
    fn a_place_is_the_number_of_the_record_returned_last() {
        let mut buffer = Buffer::new("numbers");
        buffer.fill(100, 0..9);
        let mut chunk = buffer.chunk(9);
        chunk.nth(2);
        let place = chunk.place(None);
        assert_eq!(place, Some(Place { source: "numbers".to_owned(), offset: 102 }));
    }

    #[test]
    fn the_surplus_leaves_the_next_records() {
        let mut buffer = filled(5);
        assert_eq!(buffer.surplus(2).collect::<Vec<_>>(), [2, 3, 4]);
        assert_eq!(buffer.chunk(9).collect::<Vec<_>>(), [0, 1]);
    }
}
