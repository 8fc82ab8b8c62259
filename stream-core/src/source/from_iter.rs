//! `from_iter(iterator)`: the items of an iterator, each lent once, whichever worker takes it.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use super::owned::{Buffer, Owned, lock};
use super::{IntoSource, Opening, Ready, Source};
use crate::error::Error;

/// Reads `items`, bounded or not.
///
/// Items are taken as the pipeline asks for them, at most [`CHUNK`](super::CHUNK) ahead of it, so a
/// slow pipeline holds the iterator back. The iterator runs on the worker: one that blocks holds the
/// worker up until it has given a whole chunk; what has to wait is a stream, read with
/// [`from_stream`](super::from_stream). With several workers each takes the next chunk.
pub fn from_iter<I: IntoIterator>(items: I) -> FromIter<I::IntoIter> {
    let items = Numbered { items: items.into_iter(), given: 0 };
    FromIter { items: Arc::new(Mutex::new(items)) }
}

/// An iterator as a source; made by [`from_iter`]. Clones share the iterator.
pub struct FromIter<I> {
    items: Arc<Mutex<Numbered<I>>>,
}

struct Numbered<I> {
    items: I,
    given: u64,
}

impl<I> Clone for FromIter<I> {
    fn clone(&self) -> Self {
        FromIter { items: Arc::clone(&self.items) }
    }
}

impl<I> fmt::Debug for FromIter<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FromIter").finish_non_exhaustive()
    }
}

impl<I: Iterator> IntoSource for FromIter<I> {
    type Source = IterSource<I, I::Item>;

    fn open(self, opening: &Opening) -> Result<Self::Source, Error> {
        Ok(IterSource { items: self.items, buffer: Buffer::new(opening.operator.name) })
    }
}

/// One worker's view of an iterator that all workers share.
pub struct IterSource<I, T> {
    items: Arc<Mutex<Numbered<I>>>,
    buffer: Buffer<T>,
}

impl<I, T> fmt::Debug for IterSource<I, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IterSource").finish_non_exhaustive()
    }
}

impl<T, I: Iterator<Item = T>> Source for IterSource<I, T> {
    type Item<'a>
        = T
    where
        Self: 'a;
    type Chunk<'a>
        = Owned<'a, T>
    where
        Self: 'a;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<Ready, Error>> {
        if !self.buffer.has_records() {
            let shared = &mut *lock(&self.items);
            shared.given += self.buffer.fill(shared.given, &mut shared.items);
        }
        let ready = if self.buffer.has_records() { Ready::Records } else { Ready::End };
        Poll::Ready(Ok(ready))
    }

    fn chunk(&mut self, max: usize) -> Owned<'_, T> {
        self.buffer.chunk(max)
    }

    fn taken(&self) -> u64 {
        self.buffer.taken()
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{self, opening};
    use super::super::{CHUNK, Chunk};
    use super::*;

    #[test]
    fn every_item_is_lent_once_in_order() {
        let mut source = from_iter(0..5_000_u32).open(&opening(0, 1)).unwrap();
        let records = testing::drain(&mut source);
        assert_eq!(records, (0..5_000).collect::<Vec<_>>());
        assert_eq!(source.taken(), 5_000);
    }

    #[test]
    fn an_unbounded_iterator_is_read_no_further_than_a_chunk_ahead() {
        let given = std::cell::Cell::new(0);
        let endless = std::iter::repeat_with(|| given.set(given.get() + 1));
        let mut source = from_iter(endless).open(&opening(0, 1)).unwrap();
        assert_eq!(testing::ready(&mut source), Some(Ready::Records));
        source.chunk(1).for_each(drop);
        assert_eq!(testing::ready(&mut source), Some(Ready::Records));
        assert_eq!(given.get(), CHUNK);
    }

    #[test]
    fn workers_share_the_items() {
        let shared = from_iter(0..3_000_u32);
        let mut one = shared.clone().open(&opening(0, 2)).unwrap();
        let mut two = shared.open(&opening(1, 2)).unwrap();
        assert_eq!(testing::ready(&mut one), Some(Ready::Records));
        assert_eq!(testing::ready(&mut two), Some(Ready::Records));
        let mut records = testing::drain(&mut two);
        assert_eq!(records[0], CHUNK as u32);
        records.extend(testing::drain(&mut one));
        records.sort_unstable();
        assert_eq!(records, (0..3_000).collect::<Vec<_>>());
    }

    #[test]
    fn a_place_is_the_items_number_also_with_several_workers() {
        let shared = from_iter(0..3_000_u32);
        let mut one = shared.clone().open(&opening(0, 2)).unwrap();
        let mut two = shared.open(&opening(1, 2)).unwrap();
        assert_eq!(testing::ready(&mut one), Some(Ready::Records));
        assert_eq!(testing::ready(&mut two), Some(Ready::Records));
        let mut chunk = two.chunk(CHUNK);
        let item = chunk.nth(7).unwrap();
        assert_eq!(chunk.place(None).unwrap().offset, u64::from(item));
    }
}
