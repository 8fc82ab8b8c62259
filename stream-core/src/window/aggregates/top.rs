//! The greatest records, and what decides between equal ones.

use std::cmp::Ordering;
use std::marker::PhantomData;

use crate::keyed::SortKey;
use crate::window::{Aggregate, AggregateError, Windowed};

/// The `n` greatest records by what the program ranks them by, greatest first: `top(n, by = |record| ..)`.
///
/// Of equal ones the first to arrive comes first, which depends on the number of workers; if the record is a pair or the result
/// of a window and its key has an order, the one with the least key instead, which does not.
/// At most twice `n` records are held.
pub struct Top<T, B, O> {
    n: usize,
    of: PhantomData<fn(T, B, O)>,
}

impl<T, B, O> Top<T, B, O> {
    /// The `n` greatest; none for 0.
    pub const fn new(n: usize) -> Self {
        Top { n, of: PhantomData }
    }
}

/// The records that may be among the greatest.
#[derive(Clone, Debug)]
pub struct Ranking<T, B> {
    /// Sorted up to `sorted`, greatest first.
    records: Vec<(B, T)>,
    /// 0, or `n`: then no record that is not before the last of these comes in.
    sorted: usize,
}

impl<T, B: SortKey> Ranking<T, B> {
    fn push<O: Ties<T>>(&mut self, record: (B, T), n: usize) {
        let least = self.sorted.checked_sub(1).and_then(|last| self.records.get(last));
        if n == 0 || least.is_some_and(|least| rank::<T, B, O>(&record, least) != Ordering::Less) {
            return;
        }
        self.records.push(record);
        if self.records.len() >= n.saturating_mul(2) {
            self.prune::<O>(n);
        }
    }

    /// How many records are held.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.records.len()
    }

    /// Sorts, and drops all but the greatest.
    fn prune<O: Ties<T>>(&mut self, n: usize) {
        self.records.sort_by(rank::<T, B, O>);
        self.records.truncate(n);
        self.sorted = if self.records.len() == n { n } else { 0 };
    }
}

/// `Less`: `a` comes before `b`.
fn rank<T, B: SortKey, O: Ties<T>>(a: &(B, T), b: &(B, T)) -> Ordering {
    b.0.order(&a.0).then_with(|| O::order(&a.1, &b.1))
}

impl<T, B: SortKey, O: Ties<T>> Aggregate for Top<T, B, O> {
    /// What the record is ranked by, the record, and what decides between equal ones.
    type In = (B, T, O);
    type State = Ranking<T, B>;
    type Output = Vec<T>;

    fn init(&self) -> Ranking<T, B> {
        Ranking { records: Vec::new(), sorted: 0 }
    }

    #[inline]
    fn add(&self, state: &mut Ranking<T, B>, (by, record, _): (B, T, O)) {
        state.push::<O>((by, record), self.n);
    }

    fn merge(&self, state: &mut Ranking<T, B>, other: Ranking<T, B>) {
        other.records.into_iter().for_each(|record| state.push::<O>(record, self.n));
    }

    fn finish(&self, mut state: Ranking<T, B>) -> Result<Vec<T>, AggregateError> {
        state.prune::<O>(self.n);
        Ok(state.records.into_iter().map(|(_, record)| record).collect())
    }
}

/// What decides between records of equal rank.
pub trait Ties<T>: Copy {
    /// `Less`: `a` comes before `b`. `Equal`: the first to arrive does.
    fn order(a: &T, b: &T) -> Ordering;
}

/// The first to arrive comes first.
#[derive(Clone, Copy, Debug)]
pub struct ByArrival;

/// The least key comes first.
#[derive(Clone, Copy, Debug)]
pub struct ByKey;

impl<T> Ties<T> for ByArrival {
    #[inline]
    fn order(_: &T, _: &T) -> Ordering {
        Ordering::Equal
    }
}

impl<K: Ord, V> Ties<(K, V)> for ByKey {
    #[inline]
    fn order(a: &(K, V), b: &(K, V)) -> Ordering {
        a.0.cmp(&b.0)
    }
}

impl<K: Ord, V> Ties<Windowed<K, V>> for ByKey {
    #[inline]
    fn order(a: &Windowed<K, V>, b: &Windowed<K, V>) -> Ordering {
        (&a.key, a.window).cmp(&(&b.key, b.window))
    }
}

/// Stands for a record of type `T`; asked as `(&&&TiesProbe::of(&record)).ties()`, after `record.record_type_is_known()`: the first
/// trait whose `Self` fits says what decides between records of equal rank.
pub struct TiesProbe<T>(PhantomData<fn() -> T>);

impl<T> TiesProbe<T> {
    /// The probe for the type of a record.
    #[inline]
    pub fn of(_: &T) -> Self {
        TiesProbe(PhantomData)
    }
}

/// Results of windows whose key has an order.
pub trait TiesByWindowKey {
    /// By key.
    #[inline]
    fn ties(&self) -> ByKey {
        ByKey
    }
}

impl<K: Ord, V> TiesByWindowKey for &&TiesProbe<Windowed<K, V>> {}

/// Pairs whose key has an order.
pub trait TiesByKey {
    /// By key.
    #[inline]
    fn ties(&self) -> ByKey {
        ByKey
    }
}

impl<K: Ord, V> TiesByKey for &TiesProbe<(K, V)> {}

/// Everything else.
pub trait TiesByArrival {
    /// By arrival.
    #[inline]
    fn ties(&self) -> ByArrival {
        ByArrival
    }
}

impl<T> TiesByArrival for TiesProbe<T> {}
