//! The least and the greatest of values.

use std::marker::PhantomData;

use crate::window::{Aggregate, AggregateError};

/// What has an order, be it with exceptions such as NaN.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no order",
    label = "cannot be compared",
    note = "give a value that has one, as in `max(|record| record.price)`, or derive `PartialEq` and `PartialOrd` for it"
)]
pub trait Comparable: PartialOrd {}

#[diagnostic::do_not_recommend]
impl<T: PartialOrd> Comparable for T {}

/// Whether `value` is comparable with nothing, as NaN is.
#[inline]
fn is_nan<T: PartialOrd>(value: &T) -> bool {
    value.partial_cmp(value).is_none()
}

macro_rules! extreme {
    ($(#[$doc:meta])* $name:ident, $less:tt) => {
        $(#[$doc])*
        pub struct $name<T>(PhantomData<fn(T)>);

        impl<T> $name<T> {
            /// The aggregate.
            pub const fn new() -> Self {
                $name(PhantomData)
            }
        }

        impl<T> Default for $name<T> {
            fn default() -> Self {
                Self::new()
            }
        }

        impl<T: Comparable> Aggregate for $name<T> {
            type In = T;
            /// `None` before any record.
            type State = Option<T>;
            type Output = T;
            const PARTS: bool = true;

            #[inline]
            fn init(&self) -> Option<T> {
                None
            }

            #[inline]
            fn add(&self, state: &mut Option<T>, record: T) {
                if state.as_ref().is_none_or(|before| record $less *before || is_nan(before)) {
                    *state = Some(record);
                }
            }

            #[inline]
            fn merge(&self, state: &mut Option<T>, other: Option<T>) {
                if let Some(other) = other {
                    self.add(state, other);
                }
            }

            #[inline]
            fn finish(&self, state: Option<T>) -> Result<T, AggregateError> {
                state.ok_or_else(super::closures::without_records)
            }
        }
    };
}

extreme! {
    /// The least value: `min(|record| value)`; of equal ones the first to arrive. NaN, which is comparable with nothing, is the
    /// least of values only if all are.
    Min, <
}

extreme! {
    /// The greatest value: `max(|record| value)`; of equal ones the first to arrive. NaN, which is comparable with nothing, is the
    /// greatest of values only if all are.
    Max, >
}
