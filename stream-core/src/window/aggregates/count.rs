//! The number of records.

use crate::window::{Aggregate, AggregateError};

/// The number of records: `count()`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Count;

impl Count {
    /// The number.
    pub const fn new() -> Self {
        Count
    }
}

impl Aggregate for Count {
    type In = ();
    type State = u64;
    type Output = u64;
    const PARTS: bool = true;

    #[inline]
    fn init(&self) -> u64 {
        0
    }

    #[inline]
    fn add(&self, state: &mut u64, (): ()) {
        *state += 1;
    }

    #[inline]
    fn merge(&self, state: &mut u64, other: u64) {
        *state += other;
    }

    #[inline]
    fn finish(&self, state: u64) -> Result<u64, AggregateError> {
        Ok(state)
    }
}
