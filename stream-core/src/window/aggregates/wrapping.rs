//! The sum of integers that wraps around.

use std::marker::PhantomData;

use crate::window::{Aggregate, AggregateError};

/// An integer: what `sum(.., wrapping)` takes.
#[diagnostic::on_unimplemented(
    message = "a sum of `{Self}` cannot wrap",
    label = "not an integer",
    note = "only integers wrap: leave `wrapping` out"
)]
pub trait Wrap: Copy + Default {
    /// The sum, in the range of the type.
    #[must_use]
    fn wrap(self, other: Self) -> Self;
}

macro_rules! wrap {
    ($($int:ident)*) => { $(
        impl Wrap for $int {
            #[inline]
            fn wrap(self, other: $int) -> $int {
                self.wrapping_add(other)
            }
        }
    )* };
}

wrap! { i8 u8 i16 u16 i32 u32 i64 u64 isize usize i128 u128 }

/// The sum of integers of one type, which goes on at the other end where it leaves their range: `sum(|record| number, wrapping)`.
pub struct WrappingSum<N>(PhantomData<fn(N)>);

impl<N> WrappingSum<N> {
    /// The sum.
    pub const fn new() -> Self {
        WrappingSum(PhantomData)
    }
}

impl<N> Default for WrappingSum<N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<N: Wrap> Aggregate for WrappingSum<N> {
    type In = N;
    type State = N;
    type Output = N;
    const PARTS: bool = true;

    #[inline]
    fn init(&self) -> N {
        N::default()
    }

    #[inline]
    fn add(&self, state: &mut N, record: N) {
        *state = state.wrap(record);
    }

    #[inline]
    fn merge(&self, state: &mut N, other: N) {
        *state = state.wrap(other);
    }

    #[inline]
    fn finish(&self, state: N) -> Result<N, AggregateError> {
        Ok(state)
    }
}
