//! The mean of numbers.

use std::marker::PhantomData;

use super::numbers::Number;
use crate::window::{Aggregate, AggregateError};

/// The arithmetic mean of numbers, as `f64`: `mean(|record| number)`.
///
/// Their sum, as [`Sum`](super::Sum) computes it, divided by their number: for integers exact but for the rounding of sum and
/// quotient, and never out of range; for floating-point numbers as accurate as their sum. NaN as there.
pub struct Mean<N>(PhantomData<fn(N)>);

impl<N> Mean<N> {
    /// The mean.
    pub const fn new() -> Self {
        Mean(PhantomData)
    }
}

impl<N> Default for Mean<N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<N: Number> Aggregate for Mean<N> {
    type In = N;
    /// The sum and the number.
    type State = (N::Total, u64);
    type Output = f64;
    const PARTS: bool = true;

    #[inline]
    fn init(&self) -> (N::Total, u64) {
        (N::Total::default(), 0)
    }

    #[inline]
    fn add(&self, (total, n): &mut (N::Total, u64), record: N) {
        N::add(total, record);
        *n += 1;
    }

    #[inline]
    fn merge(&self, (total, n): &mut (N::Total, u64), (other, more): (N::Total, u64)) {
        N::merge(total, other);
        *n += more;
    }

    #[inline]
    fn finish(&self, (total, n): (N::Total, u64)) -> Result<f64, AggregateError> {
        Ok(N::as_f64(total) / n as f64)
    }
}
