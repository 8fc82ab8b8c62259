//! What the operators over time mean, written naively: a few lines for each, over whole inputs, with no state, no clock and
//! no batches where the meaning has none. It imports nothing of stream-core.
//!
//! Times and lengths are nanoseconds as plain integers; arithmetic is done in `i128`, so it cannot overflow. A partition is a
//! list of records in the order of arrival.
#![allow(dead_code, reason = "each test crate that includes this module uses a part of it")]

pub(crate) mod aggregates;
pub(crate) mod batches;
pub(crate) mod clock;
pub(crate) mod idle;
pub(crate) mod inputs;
pub(crate) mod joins;
pub(crate) mod outside;
pub(crate) mod stateful;
pub(crate) mod time;
pub(crate) mod windows;

use std::fmt::Debug;

/// A record: when it happened, whose it is, what it says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Record<K = String, V = i64> {
    pub(crate) time: i64,
    pub(crate) key: K,
    pub(crate) value: V,
}

impl<K, V> Record<K, V> {
    pub(crate) fn new(time: i64, key: impl Into<K>, value: V) -> Self {
        Record { time, key: key.into(), value }
    }
}

/// What a key may be.
pub(crate) trait Key: Clone + Debug + Ord {}

impl<K: Clone + Debug + Ord> Key for K {}

/// What is kept, and what is late.
pub(crate) type Parted<T, Late> = (Vec<T>, Vec<Late>);

/// A multiset, as a sorted list.
pub(crate) fn sorted<T: Ord>(records: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut records: Vec<T> = records.into_iter().collect();
    records.sort();
    records
}
