//! `from_iter(vector)`: the items of a vector. It is what [`from_iter`](super::from_iter) is for any iterator, without a copy of each
//! item into a buffer.

use std::fmt;
use std::iter::FusedIterator;
use std::ptr;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::vec;

use super::owned::lock;
use super::{CHUNK, Chunk, IntoSource, Opening, Ready, Source};
use crate::error::Error;
use crate::record::Place;

/// Reads the items of `items`, in order. With several workers each takes the next chunk.
pub fn from_vec<T>(items: Vec<T>) -> FromVec<T> {
    FromVec { items: Arc::new(Mutex::new(Numbered { items: items.into_iter(), given: 0 })) }
}

/// A vector as a source; made by [`from_vec`]. Clones share the items.
pub struct FromVec<T> {
    items: Arc<Mutex<Numbered<T>>>,
}

struct Numbered<T> {
    items: vec::IntoIter<T>,
    given: u64,
}

impl<T> Clone for FromVec<T> {
    fn clone(&self) -> Self {
        FromVec { items: Arc::clone(&self.items) }
    }
}

impl<T> fmt::Debug for FromVec<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FromVec").finish_non_exhaustive()
    }
}

impl<T> IntoSource for FromVec<T> {
    type Source = VecSource<T>;

    fn open(self, opening: &Opening) -> Result<Self::Source, Error> {
        let alone = opening.workers == 1;
        let items =
            if alone { std::mem::take(&mut lock(&self.items).items) } else { vec::IntoIter::default() };
        let shared = (!alone).then_some(self.items);
        Ok(VecSource { name: opening.operator.name, items, shared, next: 0, taken: 0 })
    }
}

/// One worker's part of a vector.
pub struct VecSource<T> {
    name: &'static str,
    /// What this worker has: all, or what it has last taken of what it shares with others.
    items: vec::IntoIter<T>,
    shared: Option<Arc<Mutex<Numbered<T>>>>,
    /// The number of the next item among all.
    next: u64,
    taken: u64,
}

impl<T> fmt::Debug for VecSource<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VecSource").finish_non_exhaustive()
    }
}

impl<T> Source for VecSource<T> {
    type Item<'a>
        = T
    where
        Self: 'a;
    type Chunk<'a>
        = Items<'a, T>
    where
        Self: 'a;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<Ready, Error>> {
        if self.items.len() == 0
            && let Some(shared) = &self.shared
        {
            let shared = &mut *lock(shared);
            self.items = shared.items.by_ref().take(CHUNK).collect::<Vec<_>>().into_iter();
            self.next = shared.given;
            shared.given += self.items.len() as u64;
        }
        Poll::Ready(Ok(if self.items.len() > 0 { Ready::Records } else { Ready::End }))
    }

    fn chunk(&mut self, max: usize) -> Items<'_, T> {
        let items = std::mem::take(&mut self.items);
        let lent = items.len().min(max).min(CHUNK);
        let stop = place_of(&items.as_slice()[lent..]);
        Items { before: items.len(), items, stop, source: self }
    }

    fn taken(&self) -> u64 {
        self.taken
    }
}

/// Where the rest of a vector stands: the shorter the rest, the further on. To compare two of them costs no counting.
#[inline]
fn place_of<T>(rest: &[T]) -> *const T {
    if size_of::<T>() == 0 { ptr::without_provenance(!rest.len()) } else { rest.as_ptr() }
}

/// A chunk of the items of a vector.
#[derive(Debug)]
pub struct Items<'a, T> {
    items: vec::IntoIter<T>,
    /// How many items there were.
    before: usize,
    /// Where the items stand that the chunk leaves.
    stop: *const T,
    source: &'a mut VecSource<T>,
}

impl<T> Items<'_, T> {
    fn returned(&self) -> u64 {
        (self.before - self.items.len()) as u64
    }
}

impl<T> Iterator for Items<'_, T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        let rest = self.items.as_slice();
        let (at, end) = (place_of(rest), place_of(&rest[rest.len()..]));
        // A chunk does not stop beyond the end. Told so, the compiler leaves out the test that the iterator makes of its own end.
        if self.stop > end || at >= self.stop { None } else { self.items.next() }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(self.items.len()))
    }
}

impl<T> FusedIterator for Items<'_, T> {}

impl<T> Chunk for Items<'_, T> {
    fn place(&self, _: Option<&[u8]>) -> Option<Place> {
        let offset = (self.source.next + self.returned()).checked_sub(1)?;
        Some(Place { source: self.source.name.to_owned(), offset })
    }
}

impl<T> Drop for Items<'_, T> {
    #[inline]
    fn drop(&mut self) {
        let returned = self.returned();
        self.source.taken += returned;
        self.source.next += returned;
        self.source.items = std::mem::take(&mut self.items);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{self, opening};
    use super::*;

    #[test]
    fn every_item_is_lent_once_in_order() {
        let mut source = from_vec((0..5_000_u32).collect()).open(&opening(0, 1)).unwrap();
        assert_eq!(testing::drain(&mut source), (0..5_000).collect::<Vec<_>>());
        assert_eq!(source.taken(), 5_000);
    }

    #[test]
    fn items_without_a_size_are_lent_one_by_one() {
        let mut source = from_vec(vec![(); 3_000]).open(&opening(0, 1)).unwrap();
        assert_eq!(testing::ready(&mut source), Some(Ready::Records));
        assert_eq!(source.chunk(10).count(), 10);
        assert_eq!(testing::drain(&mut source).len(), 2_990);
    }

    #[test]
    fn a_chunk_lends_no_more_than_it_may_and_leaves_what_it_did_not_return() {
        let mut source = from_vec((0..3_000_u32).collect()).open(&opening(0, 1)).unwrap();
        assert_eq!(testing::ready(&mut source), Some(Ready::Records));
        assert_eq!(source.chunk(7).by_ref().take(5).count(), 5);
        assert_eq!(source.chunk(7).collect::<Vec<_>>(), (5..12).collect::<Vec<_>>());
        assert_eq!(source.chunk(usize::MAX).count(), CHUNK);
        assert_eq!(source.taken(), 12 + CHUNK as u64);
    }

    #[test]
    fn workers_share_the_items_and_a_place_is_the_items_number() {
        let shared = from_vec((0..3_000_u32).collect());
        let mut one = shared.clone().open(&opening(0, 2)).unwrap();
        let mut two = shared.open(&opening(1, 2)).unwrap();
        assert_eq!(testing::ready(&mut one), Some(Ready::Records));
        assert_eq!(testing::ready(&mut two), Some(Ready::Records));
        let mut chunk = two.chunk(CHUNK);
        assert_eq!(chunk.nth(7), Some(CHUNK as u32 + 7));
        assert_eq!(chunk.place(None).unwrap().offset, CHUNK as u64 + 7);
        drop(chunk);
        let mut records = testing::drain(&mut two);
        assert_eq!(records[0], CHUNK as u32 + 8);
        records.extend(testing::drain(&mut one));
        records.extend(CHUNK as u32..CHUNK as u32 + 8);
        records.sort_unstable();
        assert_eq!(records, (0..3_000).collect::<Vec<_>>());
    }
}
