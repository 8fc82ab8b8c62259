//! All values, and how many different ones there are.

use std::collections::HashSet;
use std::marker::PhantomData;

use foldhash::fast::RandomState;

use crate::window::{Aggregate, AggregateError};

/// All values, in the order in which they arrive, those of one worker after those of another: `collect(|record| value)`. What a window holds grows with its records.
pub struct Collect<T>(PhantomData<fn(T)>);

impl<T> Collect<T> {
    /// All values.
    pub const fn new() -> Self {
        Collect(PhantomData)
    }
}

impl<T> Default for Collect<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Aggregate for Collect<T> {
    type In = T;
    type State = Vec<T>;
    type Output = Vec<T>;
    const GROWS: bool = true;

    #[inline]
    fn init(&self) -> Vec<T> {
        Vec::new()
    }

    #[inline]
    fn add(&self, state: &mut Vec<T>, record: T) {
        state.push(record);
    }

    fn merge(&self, state: &mut Vec<T>, mut other: Vec<T>) {
        state.append(&mut other);
    }

    #[inline]
    fn finish(&self, state: Vec<T>) -> Result<Vec<T>, AggregateError> {
        Ok(state)
    }
}

/// The number of different values: `distinct_count(|record| value)`. It is exact: a window holds every different value.
pub struct DistinctCount<T>(PhantomData<fn(T)>);

impl<T> DistinctCount<T> {
    /// The number.
    pub const fn new() -> Self {
        DistinctCount(PhantomData)
    }
}

impl<T> Default for DistinctCount<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T: crate::keyed::key::Key> Aggregate for DistinctCount<T> {
    type In = T;
    type State = HashSet<T, RandomState>;
    type Output = u64;
    const GROWS: bool = true;

    fn init(&self) -> Self::State {
        HashSet::default()
    }

    #[inline]
    fn add(&self, state: &mut Self::State, record: T) {
        state.insert(record);
    }

    fn merge(&self, state: &mut Self::State, mut other: Self::State) {
        if state.len() < other.len() {
            std::mem::swap(state, &mut other);
        }
        state.extend(other);
    }

    fn finish(&self, state: Self::State) -> Result<u64, AggregateError> {
        Ok(state.len() as u64)
    }
}
