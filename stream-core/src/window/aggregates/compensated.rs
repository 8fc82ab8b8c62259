//! The sum of floating-point numbers that carries along what rounding loses.

use std::marker::PhantomData;

use crate::window::{Aggregate, AggregateError};

/// A floating-point number: what `sum(.., compensated)` takes.
#[diagnostic::on_unimplemented(
    message = "a sum of `{Self}` cannot be compensated",
    label = "not a floating-point number",
    note = "sums of integers are exact: leave `compensated` out"
)]
pub trait Float: Copy + Into<f64> {
    /// The nearest number of this type.
    fn nearest(sum: f64) -> Self;
}

impl Float for f64 {
    #[inline]
    fn nearest(sum: f64) -> f64 {
        sum
    }
}

impl Float for f32 {
    #[inline]
    fn nearest(sum: f64) -> f32 {
        sum as f32
    }
}

/// A sum and what its roundings have lost.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Neumaier {
    sum: f64,
    lost: f64,
}

impl Neumaier {
    #[inline]
    fn add(&mut self, x: f64) {
        let sum = self.sum + x;
        self.lost += if self.sum.abs() >= x.abs() { (self.sum - sum) + x } else { (x - sum) + self.sum };
        self.sum = sum;
    }

    #[inline]
    fn merge(&mut self, other: Neumaier) {
        self.add(other.sum);
        self.lost += other.lost;
    }

    /// The sum. What is lost is no number once the sum is none, or infinite.
    fn get(self) -> f64 {
        if self.sum.is_finite() { self.sum + self.lost } else { self.sum }
    }
}

/// The sum of floating-point numbers after Neumaier: `sum(|record| number, compensated)`.
///
/// The result is within `ε · |Σx| + n² · ε² · Σ|x|` of the exact sum of n numbers x, with ε = 2⁻⁵³: for fewer than some millions of
/// records the order does not show but in the last digit. It takes two words for each key. NaN and infinities as in [`Sum`](super::Sum).
pub struct CompensatedSum<N>(PhantomData<fn(N)>);

impl<N> CompensatedSum<N> {
    /// The sum.
    pub const fn new() -> Self {
        CompensatedSum(PhantomData)
    }
}

impl<N> Default for CompensatedSum<N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<N: Float> Aggregate for CompensatedSum<N> {
    type In = N;
    type State = Neumaier;
    type Output = N;

    #[inline]
    fn init(&self) -> Neumaier {
        Neumaier::default()
    }

    #[inline]
    fn add(&self, state: &mut Neumaier, record: N) {
        state.add(record.into());
    }

    #[inline]
    fn merge(&self, state: &mut Neumaier, other: Neumaier) {
        state.merge(other);
    }

    #[inline]
    fn finish(&self, state: Neumaier) -> Result<N, AggregateError> {
        Ok(N::nearest(state.get()))
    }
}

/// The arithmetic mean of floating-point numbers: `mean(|record| number, compensated)`. Their [sum after Neumaier](CompensatedSum)
/// divided by their number.
pub struct CompensatedMean<N>(PhantomData<fn(N)>);

impl<N> CompensatedMean<N> {
    /// The mean.
    pub const fn new() -> Self {
        CompensatedMean(PhantomData)
    }
}

impl<N> Default for CompensatedMean<N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<N: Float> Aggregate for CompensatedMean<N> {
    type In = N;
    /// The sum and the number.
    type State = (Neumaier, u64);
    type Output = f64;

    #[inline]
    fn init(&self) -> (Neumaier, u64) {
        (Neumaier::default(), 0)
    }

    #[inline]
    fn add(&self, (sum, n): &mut (Neumaier, u64), record: N) {
        sum.add(record.into());
        *n += 1;
    }

    #[inline]
    fn merge(&self, (sum, n): &mut (Neumaier, u64), (other, more): (Neumaier, u64)) {
        sum.merge(other);
        *n += more;
    }

    #[inline]
    fn finish(&self, (sum, n): (Neumaier, u64)) -> Result<f64, AggregateError> {
        Ok(sum.get() / n as f64)
    }
}
