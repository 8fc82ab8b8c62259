//! An open source on one worker, and all the sources of a worker together.

use std::task::{Context, Poll};

use super::At;
use crate::error::Error;
use crate::record::{Batch, Operator};
use crate::source::{Ready, Source};

/// A source that is open. It remembers what the source answered, so that a source is asked once
/// for each chunk, not again after it has ended, and after the end of a batch only in the next.
#[derive(Debug)]
pub struct Opened<S> {
    source: S,
    number: usize,
    operator: Operator,
    /// The answer that stands.
    answer: Option<Ready>,
    /// Records that the next chunk may hold.
    allowed: usize,
    /// `taken()` when the chunk was allowed.
    before: u64,
}

impl<S: Source> Opened<S> {
    pub(super) fn new(source: S, number: usize, operator: Operator) -> Self {
        Opened { source, number, operator, answer: None, allowed: 0, before: 0 }
    }

    /// Leaves a source that is not split to the first worker, if this is another.
    pub(super) fn read_in_order(&mut self, is_first: bool) {
        if !is_first && self.source.partitions().is_none() {
            self.answer = Some(Ready::End);
        }
    }

    /// The partition of the records that the next chunk lends.
    #[inline]
    pub fn partition(&self) -> usize {
        self.source.partition()
    }

    /// Lends the records that [`fill`](super::Worker::fill) found, without waiting.
    #[inline]
    pub fn chunk(&mut self) -> S::Chunk<'_> {
        self.answer = None;
        self.source.chunk(self.allowed)
    }
}

impl<S: Source> Opened<S> {
    /// How many records the last chunk has lent.
    #[inline]
    pub fn lent(&self) -> u64 {
        self.source.taken().saturating_sub(self.before)
    }
}

/// What the batch protocol asks of an open source, whatever its records are.
pub trait Feed {
    /// Batch `batch` begins, as far as is known: its time can still move to its opening.
    fn begin(&mut self, batch: &Batch);

    /// Asks the source, unless an answer stands.
    ///
    /// # Errors
    /// The source cannot go on.
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<Ready, Error>>;

    /// Whether it has said that it has records, which have not been lent.
    fn has_taken_in(&self) -> bool;

    /// Allows the next chunk `max` records, `max` > 0.
    fn allow(&mut self, max: usize);

    /// How many records have been taken since they were last allowed.
    fn used(&self) -> u64;

    /// Waits for records that it knows are coming.
    fn expects_more(&self) -> bool;

    /// The partitions that this worker reads and that have not ended, in ascending order.
    fn partitions(&self) -> &[usize];

    /// Is not asked any more.
    fn end(&mut self);
}

impl<S: Source> Feed for Opened<S> {
    fn begin(&mut self, batch: &Batch) {
        if self.answer == Some(Ready::EndOfBatch) {
            self.answer = None;
        }
        if self.answer != Some(Ready::End) {
            let _at = At::new(self.number);
            self.source.begin_batch(batch);
        }
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Result<Ready, Error>> {
        if let Some(answer) = self.answer {
            return Poll::Ready(Ok(answer));
        }
        let _at = At::new(self.number);
        match self.source.poll_ready(cx) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(Err(error)) => Poll::Ready(Err(error.at(self.operator))),
            Poll::Ready(Ok(answer)) => {
                self.answer = Some(answer);
                Poll::Ready(Ok(answer))
            }
        }
    }

    fn has_taken_in(&self) -> bool {
        self.answer == Some(Ready::Records)
    }

    fn allow(&mut self, max: usize) {
        self.allowed = max;
        self.before = self.source.taken();
    }

    fn used(&self) -> u64 {
        self.lent()
    }

    fn expects_more(&self) -> bool {
        self.source.expects_more()
    }

    fn partitions(&self) -> &[usize] {
        if self.answer == Some(Ready::End) { &[] } else { self.source.partitions().unwrap_or(&[0]) }
    }

    fn end(&mut self) {
        self.answer = Some(Ready::End);
    }
}

/// The sources of a worker: `()`, or the first and the rest.
pub trait Sources {
    /// How many there are.
    fn count(&self) -> usize;

    /// The source at `index`, in order.
    fn get(&mut self, index: usize) -> Option<&mut dyn Feed>;
}

impl Sources for () {
    fn count(&self) -> usize {
        0
    }

    fn get(&mut self, _: usize) -> Option<&mut dyn Feed> {
        None
    }
}

impl<S: Source, R: Sources> Sources for (&mut Opened<S>, R) {
    #[inline]
    fn count(&self) -> usize {
        1 + self.1.count()
    }

    #[inline]
    fn get(&mut self, index: usize) -> Option<&mut dyn Feed> {
        match index.checked_sub(1) {
            None => Some(&mut *self.0),
            Some(rest) => self.1.get(rest),
        }
    }
}
