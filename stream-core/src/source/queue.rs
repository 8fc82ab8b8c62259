//! `queue(batches)`: one queued batch per micro-batch, as Spark's `queueStream` with `oneAtATime`.

use std::fmt;
use std::iter::Fuse;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::vec;

use super::owned::{Buffer, Owned, lock};
use super::{CHUNK, IntoSource, Opening, Ready, Source};
use crate::error::Error;
use crate::record::Batch;

/// Reads `batches`, one per micro-batch, and ends after the last; for tests.
///
/// An empty batch in the queue gives an empty micro-batch. A batch larger than the pipeline's
/// `max_records_per_batch` goes on in the next micro-batch. With several workers all of them share
/// the batch at hand. Each next batch is taken from the iterator when the one before is begun.
///
/// After Spark's `queueStream`, which goes on with empty batches where this one ends.
pub fn queue<I, T>(batches: I) -> Queue<I::IntoIter, T>
where
    I: IntoIterator<Item: IntoIterator<Item = T>>,
{
    let shared = Shared {
        batches: batches.into_iter().fuse(),
        current: None,
        has_given: false,
        next: None,
        returned: Vec::new(),
        holding: 0,
        number: None,
        given: 0,
    };
    Queue { shared: Arc::new(Mutex::new(shared)), all_at_once: false }
}

/// A queue of batches as a source; made by [`queue`]. Clones share the queue.
pub struct Queue<I, T> {
    shared: Arc<Mutex<Shared<I, T>>>,
    all_at_once: bool,
}

impl<I, T> Queue<I, T> {
    /// Puts everything that is queued into one micro-batch (default: `false`).
    #[must_use]
    pub fn all_at_once(mut self, all_at_once: bool) -> Self {
        self.all_at_once = all_at_once;
        self
    }
}

impl<I, T> Clone for Queue<I, T> {
    fn clone(&self) -> Self {
        Queue { shared: Arc::clone(&self.shared), all_at_once: self.all_at_once }
    }
}

impl<I, T> fmt::Debug for Queue<I, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Queue").field("all_at_once", &self.all_at_once).finish_non_exhaustive()
    }
}

struct Shared<I, T> {
    batches: Fuse<I>,
    /// The queued batch of the micro-batch at hand.
    current: Option<vec::IntoIter<T>>,
    /// The batch at hand has given records, so that a micro-batch has been opened for it.
    has_given: bool,
    /// The one after it, taken ahead to know whether there is one.
    next: Option<vec::IntoIter<T>>,
    /// Records of the batch at hand that a worker took in but had no budget for.
    returned: Vec<T>,
    /// How many workers have taken records in and not lent them.
    holding: usize,
    /// The micro-batch that is at hand; none before the first.
    number: Option<u64>,
    given: u64,
}

impl<T, I: Iterator<Item: IntoIterator<Item = T>>> Shared<I, T> {
    /// Makes sure that there is a batch at hand and one ahead, as long as the queue has them.
    fn look_ahead(&mut self) {
        let Shared { batches, current, has_given, next, .. } = self;
        let mut take = || batches.next().map(|batch| Vec::from_iter(batch).into_iter());
        if current.is_none() {
            *current = next.take().or_else(&mut take);
            *has_given = false;
        }
        if current.is_some() && next.is_none() {
            *next = take();
        }
    }

    fn used_up(&self) -> bool {
        self.returned.is_empty() && self.current.as_ref().is_none_or(|batch| batch.len() == 0)
    }

    /// The micro-batch `number` begins: the next queued batch is its, if the one at hand is used up.
    fn begin(&mut self, number: u64) {
        let before = self.number.replace(number);
        let another = before.is_some_and(|before| before != number);
        if another && self.holding == 0 && self.used_up() {
            self.current = None;
        }
        self.look_ahead();
    }

    /// Fills `buffer` from the batch at hand, or from all that are queued.
    fn fill(&mut self, buffer: &mut Buffer<T>, all_at_once: bool) {
        self.look_ahead();
        while all_at_once && self.used_up() && self.next.is_some() {
            self.current = None;
            self.look_ahead();
        }
        self.has_given |= !self.used_up();
        let returned = self.returned.len().min(CHUNK);
        if returned > 0 {
            let first = self.given - self.returned.len() as u64;
            buffer.fill(first, self.returned.drain(..returned));
        } else if let Some(batch) = &mut self.current {
            self.given += buffer.fill_from_vec(self.given, batch);
        }
    }
}

impl<T, I: Iterator<Item: IntoIterator<Item = T>>> IntoSource for Queue<I, T> {
    type Source = QueueSource<I, T>;

    fn open(self, opening: &Opening) -> Result<Self::Source, Error> {
        Ok(QueueSource {
            shared: self.shared,
            all_at_once: self.all_at_once,
            shares: opening.workers > 1,
            number: None,
            buffer: Buffer::new(opening.operator.name),
            holds: false,
        })
    }
}

/// One worker's view of a queue that all workers share.
pub struct QueueSource<I, T> {
    shared: Arc<Mutex<Shared<I, T>>>,
    all_at_once: bool,
    /// Other workers take from the queue too.
    shares: bool,
    /// The micro-batch this worker is in.
    number: Option<u64>,
    buffer: Buffer<T>,
    /// This worker counts among those that hold records.
    holds: bool,
}

impl<I, T> QueueSource<I, T> {
    /// Puts down whether this worker holds records.
    fn settle(&mut self, shared: &mut Shared<I, T>) {
        let holds = self.buffer.has_records();
        if std::mem::replace(&mut self.holds, holds) != holds {
            shared.holding = if holds { shared.holding + 1 } else { shared.holding.saturating_sub(1) };
        }
    }
}

impl<I, T> fmt::Debug for QueueSource<I, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("QueueSource").finish_non_exhaustive()
    }
}

impl<T, I: Iterator<Item: IntoIterator<Item = T>>> Source for QueueSource<I, T> {
    type Item<'a>
        = T
    where
        Self: 'a;
    type Chunk<'a>
        = Owned<'a, T>
    where
        Self: 'a;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<Ready, Error>> {
        if self.buffer.has_records() {
            return Poll::Ready(Ok(Ready::Records));
        }
        let shared = Arc::clone(&self.shared);
        let mut shared = lock(&shared);
        self.settle(&mut shared);
        if self.number != shared.number {
            // Another worker is in the next micro-batch already.
            return Poll::Ready(Ok(Ready::EndOfBatch));
        }
        shared.fill(&mut self.buffer, self.all_at_once);
        self.settle(&mut shared);
        let last = shared.next.is_none() && shared.number.is_some();
        let ready = match (self.buffer.has_records(), shared.current.is_some()) {
            (true, _) => Ready::Records,
            // The last batch has had its micro-batch, or is empty and has yet to have it.
            (false, true) if last && shared.has_given => Ready::End,
            (false, true) => Ready::EndOfBatch,
            (false, false) => Ready::End,
        };
        Poll::Ready(Ok(ready))
    }

    fn chunk(&mut self, max: usize) -> Owned<'_, T> {
        if self.shares {
            lock(&self.shared).returned.extend(self.buffer.surplus(max));
        }
        self.buffer.chunk(max)
    }

    fn taken(&self) -> u64 {
        self.buffer.taken()
    }

    fn begin_batch(&mut self, batch: &Batch) {
        self.number = Some(batch.number);
        let shared = Arc::clone(&self.shared);
        let mut shared = lock(&shared);
        self.settle(&mut shared);
        shared.begin(batch.number);
    }
}

#[cfg(test)]
mod tests;
