//! The sum of numbers.

use std::marker::PhantomData;

use super::numbers::Number;
use crate::window::{Aggregate, AggregateError};

/// The sum of numbers of one type: `sum(|record| number)`.
///
/// **Integers** are summed exactly, in more bits than they have, so neither the order of the records nor what is between matters:
/// only a sum that is itself out of the range of their type is an error, with the key. ([`WrappingSum`](super::WrappingSum) wraps instead.)
/// Those of up to 32 bits are summed in 64 bits; a sum that leaves these, after 2³¹ records at the earliest, stays at their end.
///
/// **Floating-point numbers** are added from left to right in the order in which they arrive, in `f64`; parts that were summed apart
/// are added. For n numbers x the result is within `n · ε · Σ|x|` of the exact sum, with ε = 2⁻⁵³, and its last digits may differ with the order. It
/// is not compensated by default, for that takes twice the memory for each key and four times the instructions for each record:
/// [`CompensatedSum`](super::CompensatedSum) does it. One NaN among them, or both infinities, make the sum NaN.
pub struct Sum<N>(PhantomData<fn(N)>);

impl<N> Sum<N> {
    /// The sum.
    pub const fn new() -> Self {
        Sum(PhantomData)
    }
}

impl<N> Default for Sum<N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<N: Number> Aggregate for Sum<N> {
    type In = N;
    type State = N::Total;
    type Output = N;
    const PARTS: bool = true;

    #[inline]
    fn init(&self) -> N::Total {
        N::Total::default()
    }

    #[inline]
    fn add(&self, state: &mut N::Total, record: N) {
        N::add(state, record);
    }

    #[inline]
    fn merge(&self, state: &mut N::Total, other: N::Total) {
        N::merge(state, other);
    }

    #[inline]
    fn finish(&self, state: N::Total) -> Result<N, AggregateError> {
        N::sum(state).ok_or_else(out_of_range::<N>)
    }
}

#[cold]
fn out_of_range<N: Number>() -> AggregateError {
    let name = N::NAME;
    AggregateError::new(format!(
        "the sum is out of the range of `{name}`, sum a wider type or write `sum(.., wrapping)`"
    ))
}
