//! Aggregates of the values of a group, each over the whole list.

use std::collections::BTreeSet;

pub(crate) fn count<V>(values: &[V]) -> u64 {
    values.len() as u64
}

/// The sum where it is in range.
pub(crate) fn sum(values: &[i64]) -> Option<i64> {
    i64::try_from(values.iter().copied().map(i128::from).sum::<i128>()).ok()
}

/// The mean of the exact sum.
pub(crate) fn mean(values: &[i64]) -> f64 {
    values.iter().copied().map(i128::from).sum::<i128>() as f64 / values.len() as f64
}

pub(crate) fn min<V: Ord + Clone>(values: &[V]) -> Option<V> {
    values.iter().min().cloned()
}

pub(crate) fn max<V: Ord + Clone>(values: &[V]) -> Option<V> {
    values.iter().max().cloned()
}

/// All of them, sorted: their order is not promised.
pub(crate) fn collect<V: Ord + Clone>(values: &[V]) -> Vec<V> {
    super::sorted(values.iter().cloned())
}

pub(crate) fn distinct_count<V: Ord>(values: &[V]) -> u64 {
    values.iter().collect::<BTreeSet<_>>().len() as u64
}

/// The `n` greatest, greatest first.
pub(crate) fn top<V: Ord + Clone>(n: usize, values: &[V]) -> Vec<V> {
    collect(values).into_iter().rev().take(n).collect()
}
