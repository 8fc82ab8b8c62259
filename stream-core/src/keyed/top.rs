//! The greatest records of a batch.

use std::cmp::Ordering;

use crate::exchange::Exchange;

/// The `n` greatest records of a batch, greatest first; of equal ones the first to come, and with
/// several workers that of the lower worker. It holds at most twice `n` records.
#[derive(Debug)]
pub struct Top<T> {
    n: usize,
    /// Sorted up to `sorted`, greatest first.
    records: Vec<T>,
    /// 0, or `n`: then no record that is not greater than the last of these comes in.
    sorted: usize,
}

impl<T> Top<T> {
    /// The `n` greatest; none for 0.
    pub fn new(n: usize) -> Self {
        Top { n, records: Vec::new(), sorted: 0 }
    }

    /// Takes `record` in, if it may be one of the greatest by `compare`.
    #[inline]
    pub fn push(&mut self, record: T, mut compare: impl FnMut(&T, &T) -> Ordering) {
        let least = self.sorted.checked_sub(1).and_then(|last| self.records.get(last));
        if least.is_some_and(|least| compare(&record, least) != Ordering::Greater) || self.n == 0 {
            return;
        }
        self.records.push(record);
        if self.records.len() >= self.n.saturating_mul(2) {
            self.prune(compare);
        }
    }

    /// Takes out the greatest records of all workers, at worker 0; nothing at the others.
    ///
    /// # Cancel safety
    /// As [`Exchange::all_to_all`].
    pub async fn finish(
        &mut self,
        exchange: &mut Exchange<T>,
        mut compare: impl FnMut(&T, &T) -> Ordering,
    ) -> Vec<T> {
        self.prune(&mut compare);
        exchange.gather(&mut self.records).await;
        self.prune(&mut compare);
        self.sorted = 0;
        std::mem::take(&mut self.records)
    }

    /// How many records are held.
    #[cfg(test)]
    pub(super) fn held(&self) -> usize {
        self.records.len()
    }

    /// Sorts, and drops all but the greatest.
    fn prune(&mut self, mut compare: impl FnMut(&T, &T) -> Ordering) {
        self.records.sort_by(|a, b| compare(b, a));
        self.records.truncate(self.n);
        self.sorted = if self.records.len() == self.n { self.n } else { 0 };
    }
}
