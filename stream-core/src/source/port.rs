//! The port through which the program feeds its pipeline: `input::<T>()`.
//!
//! The program's end is a [`Feeder`], the pipeline's an [`InPort`]. Records cross in whole buffers,
//! which go round, so that nothing is allocated once they have grown. Nobody is woken: the program
//! polls its pipeline after it has handed something over.

use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::vec::Drain;

use super::{Chunk, IntoSource, Opening, Ready, Source};
use crate::error::Error;

/// What waits between the program and its pipeline.
#[derive(Debug)]
struct Slot<T> {
    records: Vec<T>,
    batch_ended: bool,
    closed: bool,
}

type Shared<T> = Arc<Mutex<Slot<T>>>;

fn locked<T>(slot: &Shared<T>) -> MutexGuard<'_, Slot<T>> {
    slot.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The pipeline's end of a port, as `input::<T>()` names it; opened for one worker.
#[derive(Debug)]
pub struct InPort<T>(Shared<T>);

impl<T> InPort<T> {
    /// A port that nobody feeds yet.
    pub fn new() -> Self {
        let slot = Slot { records: Vec::new(), batch_ended: false, closed: false };
        InPort(Arc::new(Mutex::new(slot)))
    }

    /// The program's end.
    pub fn feeder(&self) -> Feeder<T> {
        Feeder(Arc::clone(&self.0))
    }
}

impl<T> Default for InPort<T> {
    fn default() -> Self {
        InPort::new()
    }
}

impl<T> IntoSource for InPort<T> {
    type Source = Fed<T>;

    fn open(self, _: &Opening) -> Result<Fed<T>, Error> {
        Ok(Fed { slot: self.0, records: Vec::new(), taken: 0 })
    }
}

/// What comes after the records that are handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// More records of the same batch.
    More,
    /// The end of the batch.
    EndOfBatch,
    /// The end of the input.
    End,
}

/// The program's end of an [`InPort`].
#[derive(Debug)]
pub struct Feeder<T>(Shared<T>);

impl<T> Feeder<T> {
    /// Hands `records` over, which leaves an empty buffer in their place, and says what comes next.
    pub fn hand_over(&self, records: &mut Vec<T>, until: Until) {
        let mut slot = locked(&self.0);
        if slot.records.is_empty() {
            mem::swap(&mut slot.records, records);
        } else {
            slot.records.append(records);
        }
        slot.batch_ended |= until == Until::EndOfBatch;
        slot.closed |= until == Until::End;
    }

    /// Whether the pipeline has taken all that was handed over.
    pub fn is_taken(&self) -> bool {
        locked(&self.0).records.is_empty()
    }
}

/// An open [`InPort`].
#[derive(Debug)]
pub struct Fed<T> {
    slot: Shared<T>,
    /// What was taken out of the slot.
    records: Vec<T>,
    taken: u64,
}

impl<T> Source for Fed<T> {
    type Item<'a>
        = T
    where
        Self: 'a;
    type Chunk<'a>
        = FedChunk<'a, T>
    where
        Self: 'a;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<Ready, Error>> {
        if !self.records.is_empty() {
            return Poll::Ready(Ok(Ready::Records));
        }
        let mut slot = locked(&self.slot);
        if !slot.records.is_empty() {
            mem::swap(&mut slot.records, &mut self.records);
            Poll::Ready(Ok(Ready::Records))
        } else if mem::take(&mut slot.batch_ended) {
            Poll::Ready(Ok(Ready::EndOfBatch))
        } else if slot.closed {
            Poll::Ready(Ok(Ready::End))
        } else {
            Poll::Pending
        }
    }

    #[inline]
    fn chunk(&mut self, max: usize) -> FedChunk<'_, T> {
        let len = self.records.len().min(max);
        self.taken += len as u64;
        FedChunk { records: self.records.drain(..len), taken: &mut self.taken }
    }

    fn taken(&self) -> u64 {
        self.taken
    }
}

/// The records of one chunk; those that are not read are dropped with it, and count as not taken.
#[derive(Debug)]
pub struct FedChunk<'a, T> {
    records: Drain<'a, T>,
    taken: &'a mut u64,
}

impl<T> Iterator for FedChunk<'_, T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        self.records.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.records.size_hint()
    }
}

impl<T> Chunk for FedChunk<'_, T> {}

impl<T> Drop for FedChunk<'_, T> {
    fn drop(&mut self) {
        *self.taken -= self.records.len() as u64;
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use super::super::testing::opening;
    use super::*;

    fn open() -> (Feeder<u32>, Fed<u32>) {
        let port = InPort::new();
        (port.feeder(), port.open(&opening(0, 1)).unwrap())
    }

    fn ready(source: &mut Fed<u32>) -> Poll<Ready> {
        source.poll_ready(&mut Context::from_waker(Waker::noop())).map(Result::unwrap)
    }

    #[test]
    fn records_come_before_the_end_of_the_batch_and_that_before_the_end() {
        let (feeder, mut source) = open();
        assert_eq!(ready(&mut source), Poll::Pending);
        feeder.hand_over(&mut vec![1, 2], Until::End);
        feeder.hand_over(&mut vec![3], Until::EndOfBatch);
        assert_eq!(ready(&mut source), Poll::Ready(Ready::Records));
        assert!(source.chunk(9).eq([1, 2, 3]));
        assert_eq!(ready(&mut source), Poll::Ready(Ready::EndOfBatch));
        assert_eq!(ready(&mut source), Poll::Ready(Ready::End));
    }

    #[test]
    fn a_small_chunk_leaves_the_rest_for_the_next() {
        let (feeder, mut source) = open();
        feeder.hand_over(&mut vec![1, 2, 3], Until::More);
        assert_eq!(ready(&mut source), Poll::Ready(Ready::Records));
        assert!(feeder.is_taken());
        assert!(source.chunk(2).eq([1, 2]));
        assert_eq!(source.taken(), 2);
        assert_eq!(ready(&mut source), Poll::Ready(Ready::Records));
        assert!(source.chunk(2).eq([3]));
        assert_eq!(ready(&mut source), Poll::Pending);
    }

    #[test]
    fn records_of_a_chunk_that_was_not_read_to_its_end_do_not_count() {
        let (feeder, mut source) = open();
        feeder.hand_over(&mut vec![1, 2, 3], Until::More);
        assert_eq!(ready(&mut source), Poll::Ready(Ready::Records));
        source.chunk(3).next();
        assert_eq!(source.taken(), 1);
    }

    #[test]
    fn the_buffers_go_round_and_keep_their_room() {
        let (feeder, mut source) = open();
        let mut records = Vec::with_capacity(8);
        for turn in 0..9 {
            if turn < 3 {
                records.reserve_exact(8);
            }
            assert!(records.capacity() >= 8, "turn {turn} has to allocate");
            records.push(turn);
            feeder.hand_over(&mut records, Until::More);
            assert_eq!(ready(&mut source), Poll::Ready(Ready::Records));
            assert!(source.chunk(9).eq([turn]));
        }
    }
}
