//! Operators over a whole batch, without a key: each worker has a partial result, and worker 0 gives
//! out the result.

use std::cmp::Ordering;

use crate::exchange::Exchange;

/// The number of records of a batch: one element for each batch, 0 for an empty one, as Spark's
/// `count` of a DStream.
#[derive(Debug, Default)]
pub struct Count(u64);

impl Count {
    /// Zero.
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts one more.
    #[inline]
    pub fn add(&mut self) {
        self.0 += 1;
    }

    /// The number over all workers, at worker 0; the next batch begins at zero.
    ///
    /// # Cancel safety
    /// As [`Exchange::all_to_all`].
    pub async fn finish(&mut self, exchange: &mut Exchange<u64>) -> Option<u64> {
        let mut counts = vec![std::mem::take(&mut self.0)];
        exchange.gather(&mut counts).await;
        (exchange.worker() == 0).then(|| counts.iter().sum())
    }
}

/// The records of a batch combined into one; nothing for an empty batch, as Spark's `reduce` of a
/// DStream.
#[derive(Debug)]
pub struct Reduced<T>(Option<T>);

impl<T> Default for Reduced<T> {
    fn default() -> Self {
        Reduced(None)
    }
}

impl<T> Reduced<T> {
    /// Without a record.
    pub fn new() -> Self {
        Self::default()
    }

    /// Combines `record` by `f` with those before it.
    #[inline]
    pub fn push(&mut self, record: T, mut f: impl FnMut(T, T) -> T) {
        self.0 = Some(match self.0.take() {
            Some(before) => f(before, record),
            None => record,
        });
    }

    /// What all records of all workers, in the order of the workers, combine to, at worker 0.
    ///
    /// # Cancel safety
    /// As [`Exchange::all_to_all`].
    pub async fn finish(&mut self, exchange: &mut Exchange<T>, f: impl FnMut(T, T) -> T) -> Option<T> {
        if exchange.is_alone() {
            return self.0.take();
        }
        let mut partial: Vec<_> = self.0.take().into_iter().collect();
        exchange.gather(&mut partial).await;
        partial.into_iter().reduce(f)
    }
}

/// Brings all records to worker 0 and sorts them; equal records stay in the order of the workers
/// and, of one worker, in the order in which they came.
///
/// # Cancel safety
/// As [`Exchange::all_to_all`].
pub async fn sort<T>(
    records: &mut Vec<T>,
    exchange: &mut Exchange<T>,
    compare: impl FnMut(&T, &T) -> Ordering,
) {
    exchange.gather(records).await;
    records.sort_by(compare);
}
