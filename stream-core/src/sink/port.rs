//! The port through which the program reads its pipeline: `output::<T>()`.
//!
//! The pipeline's end is an [`OutPort`], the program's a [`Drainer`]. Records cross in whole
//! buffers, which go back and forth, so that nothing is allocated once they have grown. Nobody is
//! woken: the program polls its pipeline, if it was held back, after it has read.

use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use super::Sink;
use crate::error::BoxError;
use crate::record::Batch;

/// Records that wait for the program, from which on a bounded port holds the pipeline back.
pub const WAITING: usize = 1024;

/// What waits between a pipeline and its program.
#[derive(Debug)]
struct Slot<T> {
    records: Vec<T>,
    /// The pipeline waits until the records are read.
    held_back: bool,
}

type Shared<T> = Arc<Mutex<Slot<T>>>;

fn locked<T>(slot: &Shared<T>) -> MutexGuard<'_, Slot<T>> {
    slot.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The pipeline's end of a port, as `output::<T>()` names it.
///
/// Made unbounded: the records of a batch are there when the batch has ended. Bounded, they are
/// there chunk by chunk, and while [`WAITING`] of them are not read the pipeline waits.
#[derive(Debug)]
pub struct OutPort<T> {
    slot: Shared<T>,
    bounded: bool,
    records: Vec<T>,
}

impl<T> OutPort<T> {
    /// A port that nobody reads yet, unbounded.
    pub fn new() -> Self {
        let slot = Slot { records: Vec::new(), held_back: false };
        OutPort { slot: Arc::new(Mutex::new(slot)), bounded: false, records: Vec::new() }
    }

    /// Makes the port bounded.
    pub fn bound(&mut self) {
        self.bounded = true;
    }

    /// The program's end.
    pub fn drainer(&self) -> Drainer<T> {
        Drainer(Arc::clone(&self.slot))
    }

    /// Takes one record.
    #[inline]
    pub fn push(&mut self, record: T) {
        self.records.push(record);
    }
}

impl<T> Default for OutPort<T> {
    fn default() -> Self {
        OutPort::new()
    }
}

impl<T> Sink<T> for OutPort<T> {
    #[inline]
    fn write(&mut self, record: T) -> Result<(), BoxError> {
        self.push(record);
        Ok(())
    }

    #[inline]
    fn poll_flush(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        if !self.bounded || self.records.is_empty() {
            return Poll::Ready(Ok(()));
        }
        let mut slot = locked(&self.slot);
        if slot.records.len() < WAITING {
            slot.take(&mut self.records);
            return Poll::Ready(Ok(()));
        }
        slot.held_back = true;
        Poll::Pending
    }

    fn end_batch(&mut self, _: &Batch) -> Result<(), BoxError> {
        if !self.records.is_empty() {
            locked(&self.slot).take(&mut self.records);
        }
        Ok(())
    }
}

impl<T> Slot<T> {
    /// Takes `records` and leaves an empty buffer in their place.
    fn take(&mut self, records: &mut Vec<T>) {
        if self.records.is_empty() {
            mem::swap(&mut self.records, records);
        } else {
            self.records.append(records);
        }
    }
}

/// The program's end of an [`OutPort`].
#[derive(Debug)]
pub struct Drainer<T>(Shared<T>);

impl<T> Drainer<T> {
    /// Swaps what waits for `records`, which are to be read: they have to be empty, and their
    /// buffer is the pipeline's next. Returns whether the pipeline was held back till now.
    pub fn swap(&self, records: &mut Vec<T>) -> bool {
        debug_assert!(records.is_empty(), "records that were not read would come back");
        let mut slot = locked(&self.0);
        mem::swap(&mut slot.records, records);
        mem::take(&mut slot.held_back)
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        locked(&self.0).records.is_empty()
    }

    /// Whether the pipeline waits for the program to read.
    pub fn holds_back(&self) -> bool {
        locked(&self.0).held_back
    }
}

#[cfg(test)]
mod tests {
    use std::ops::Range;
    use std::task::Waker;

    use super::*;
    use crate::sink::tests::batch;

    fn flush(port: &mut OutPort<usize>) -> bool {
        port.poll_flush(&mut Context::from_waker(Waker::noop())).is_ready()
    }

    fn push(port: &mut OutPort<usize>, records: Range<usize>) {
        records.for_each(|record| port.push(record));
    }

    fn read(drainer: &Drainer<usize>) -> Vec<usize> {
        let mut records = Vec::new();
        drainer.swap(&mut records);
        records
    }

    #[test]
    fn unbounded_the_records_are_there_when_the_batch_has_ended() {
        let mut port = OutPort::new();
        let drainer = port.drainer();
        push(&mut port, 0..3);
        assert!(flush(&mut port));
        assert!(drainer.is_empty());
        port.end_batch(&batch(0)).unwrap();
        push(&mut port, 3..4);
        port.end_batch(&batch(1)).unwrap();
        assert_eq!(read(&drainer), [0, 1, 2, 3]);
        assert!(drainer.is_empty());
    }

    #[test]
    fn bounded_the_pipeline_waits_until_the_program_reads() {
        let mut port = OutPort::new();
        port.bound();
        let drainer = port.drainer();
        push(&mut port, 0..WAITING - 1);
        assert!(flush(&mut port));
        push(&mut port, 0..2);
        assert!(flush(&mut port), "one less than the bound waits");
        push(&mut port, 0..1);
        assert!(!flush(&mut port));
        assert!(drainer.holds_back());
        assert_eq!(read(&drainer).len(), WAITING + 1);
        assert!(!drainer.holds_back());
        assert!(flush(&mut port));
        assert_eq!(read(&drainer), [0]);
    }
}
