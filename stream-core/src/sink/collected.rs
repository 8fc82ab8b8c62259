//! `collect(&collected)` keeps the records of a pipeline where a test can look at them, up to a bound.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use super::Sink;
use crate::error::{BoxError, Error, ErrorKind};

/// Records that [`Collected::new`] has room for.
pub const COLLECTED_BOUND: usize = 1_000_000;

/// The records that `.collect(&collected)` has kept and nobody has taken yet. Clones share them.
///
/// Records come in chunk by chunk, and where the pipeline fails, up to the record at which it did;
/// with several workers those of one worker keep their order.
pub struct Collected<T>(Arc<Kept<T>>);

struct Kept<T> {
    bound: usize,
    records: Mutex<Vec<T>>,
}

impl<T> Collected<T> {
    /// Room for [`COLLECTED_BOUND`] records at a time.
    pub fn new() -> Self {
        Collected::bounded(COLLECTED_BOUND)
    }

    /// Room for `bound` records at a time; the one after that ends the pipeline with an error of
    /// kind [`ErrorKind::Bound`], and those that fit stay.
    pub fn bounded(bound: usize) -> Self {
        Collected(Arc::new(Kept { bound, records: Mutex::default() }))
    }

    /// Takes the records out and makes room.
    pub fn take(&self) -> Vec<T> {
        std::mem::take(&mut *self.records())
    }

    /// A copy of the records, which stay.
    pub fn snapshot(&self) -> Vec<T>
    where
        T: Clone,
    {
        self.records().clone()
    }

    /// How many records there are.
    pub fn len(&self) -> usize {
        self.records().len()
    }

    /// Whether there is no record.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn records(&self) -> MutexGuard<'_, Vec<T>> {
        self.0.records.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Default for Collected<T> {
    fn default() -> Self {
        Collected::new()
    }
}

impl<T> Clone for Collected<T> {
    fn clone(&self) -> Self {
        Collected(Arc::clone(&self.0))
    }
}

impl<T: fmt::Debug> fmt::Debug for Collected<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.records().iter()).finish()
    }
}

/// What `collect(&collected)` takes: the handle or a reference to it.
#[diagnostic::on_unimplemented(
    message = "`collect` keeps records in a `Collected`, this is `{Self}`",
    label = "not a `Collected`",
    note = "write `let collected = Collected::new();` before the pipeline, `.collect(&collected)` in it, and \
            `collected.take()` when it has ended"
)]
pub trait Keeps<T> {
    /// The handle.
    fn handle(&self) -> Collected<T>;
}

impl<T> Keeps<T> for Collected<T> {
    fn handle(&self) -> Collected<T> {
        self.clone()
    }
}

impl<T> Keeps<T> for &Collected<T> {
    fn handle(&self) -> Collected<T> {
        Collected::clone(self)
    }
}

/// The sink of `collect(&collected)`; takes the handle or a reference to it.
pub fn collect<T>(into: impl Keeps<T>) -> Collect<T> {
    Collect { into: into.handle(), chunk: Vec::new() }
}

/// The sink that [`collect`] makes.
pub struct Collect<T> {
    into: Collected<T>,
    chunk: Vec<T>,
}

impl<T> Clone for Collect<T> {
    fn clone(&self) -> Self {
        collect(&self.into)
    }
}

impl<T> Collect<T> {
    fn hand_over(&mut self) -> Result<(), BoxError> {
        let bound = self.into.0.bound;
        let mut records = self.into.records();
        let room = bound - records.len();
        if self.chunk.len() <= room {
            records.append(&mut self.chunk);
            return Ok(());
        }
        records.extend(self.chunk.drain(..room));
        Err(full(bound).into())
    }
}

/// A pipeline that fails in the middle of a chunk keeps what came before.
impl<T> Drop for Collect<T> {
    fn drop(&mut self) {
        // It ends with an error of its own; that there is no room either is not said.
        let _ = self.hand_over();
    }
}

fn full(bound: usize) -> Error {
    let hint = "take records out with `take()`, or make room with `Collected::bounded(n)`";
    Error::new(ErrorKind::Bound, format!("there is room for {bound} collected records and no more; {hint}"))
}

impl<T> Sink<T> for Collect<T> {
    #[inline]
    fn write(&mut self, record: T) -> Result<(), BoxError> {
        self.chunk.push(record);
        Ok(())
    }

    fn poll_flush(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        if self.chunk.is_empty() { Poll::Ready(Ok(())) } else { Poll::Ready(self.hand_over()) }
    }
}

#[cfg(test)]
mod tests {
    use futures::executor::block_on;

    use super::*;
    use crate::sink::Outlet;
    use crate::sink::tests::{OPERATOR, batch};

    #[test]
    fn records_are_there_after_each_batch_until_they_are_taken() {
        let collected = Collected::new();
        let mut outlet = Outlet::new(collect(&collected), OPERATOR);
        outlet.write("a").unwrap();
        block_on(outlet.end_batch(&batch(0))).unwrap();
        assert_eq!(collected.snapshot(), ["a"]);
        outlet.write("b").unwrap();
        block_on(outlet.end_batch(&batch(1))).unwrap();
        assert_eq!(collected.len(), 2);
        assert_eq!(collected.take(), ["a", "b"]);
        assert!(collected.is_empty());
    }

    #[test]
    fn the_record_beyond_the_bound_is_an_error_and_those_within_stay() {
        let collected = Collected::bounded(2);
        let mut outlet = Outlet::new(collect(&collected), OPERATOR);
        for record in 0..2 {
            outlet.write(record).unwrap();
        }
        block_on(outlet.flush()).unwrap();
        outlet.write(2).unwrap();
        let error = block_on(outlet.flush()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Bound);
        assert_eq!(error.operator(), Some(OPERATOR));
        assert!(error.to_string().starts_with("there is room for 2 collected records and no more; "));
        assert_eq!(collected.snapshot(), [0, 1]);
    }

    #[test]
    fn taking_makes_room() {
        let collected = Collected::bounded(1);
        let mut outlet = Outlet::new(collect(&collected), OPERATOR);
        for record in 0..3 {
            outlet.write(record).unwrap();
            block_on(outlet.flush()).unwrap();
            assert_eq!(collected.take(), [record]);
        }
    }

    #[test]
    fn the_sinks_of_two_workers_share_the_records_and_the_bound() {
        let collected = Collected::bounded(2);
        let one = collect(&collected);
        let mut outlets = [Outlet::new(one.clone(), OPERATOR), Outlet::new(one, OPERATOR)];
        for (record, outlet) in outlets.iter_mut().enumerate() {
            outlet.write(record).unwrap();
            block_on(outlet.flush()).unwrap();
        }
        outlets[0].write(2).unwrap();
        assert!(block_on(outlets[0].flush()).is_err());
        assert_eq!(collected.take(), [0, 1]);
    }
}
