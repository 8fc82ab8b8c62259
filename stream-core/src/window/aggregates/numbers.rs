//! What can be summed and averaged.

use super::wide::{Wide, Wider};

/// A number of Rust's own: what `sum` and `mean` take.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no number that can be summed",
    label = "not an integer or a floating-point number",
    note = "give a number for each record, as in `sum(|record| record.price)`; write `*` before a reference, and `reduce` or `fold` for types of your own"
)]
pub trait Number: Copy {
    /// The sum while it grows. Its default is zero.
    type Total: Clone + Default;

    /// Adds a number.
    fn add(total: &mut Self::Total, number: Self);

    /// Adds a sum.
    fn merge(total: &mut Self::Total, other: Self::Total);

    /// The sum, if it is in the range of the numbers.
    fn sum(total: Self::Total) -> Option<Self>;

    /// The sum as a floating-point number.
    fn as_f64(total: Self::Total) -> f64;

    /// The name of the type, for errors.
    const NAME: &'static str;
}

/// Integers of which 2³¹ fit into 64 bits. What leaves them stays at their end.
macro_rules! narrow {
    ($($int:ident)*) => { $(
        impl Number for $int {
            type Total = i64;

            #[inline]
            fn add(total: &mut i64, number: $int) {
                Self::merge(total, i64::from(number));
            }

            #[inline]
            fn merge(total: &mut i64, other: i64) {
                *total = total.checked_add(other).unwrap_or_else(|| end(other));
            }

            #[inline]
            fn sum(total: i64) -> Option<$int> {
                total.try_into().ok()
            }

            fn as_f64(total: i64) -> f64 {
                total as f64
            }

            const NAME: &'static str = stringify!($int);
        }
    )* };
}

/// Where a sum of 64 bits stays that leaves their range because of `other`.
#[cold]
fn end(other: i64) -> i64 {
    if other < 0 { i64::MIN } else { i64::MAX }
}

macro_rules! word {
    ($($int:ident: $add:ident($as:ident);)*) => { $(
        impl Number for $int {
            type Total = Wide;

            #[inline]
            fn add(total: &mut Wide, number: $int) {
                total.$add(number as $as);
            }

            #[inline]
            fn merge(total: &mut Wide, other: Wide) {
                total.add(other);
            }

            #[inline]
            fn sum(total: Wide) -> Option<$int> {
                total.get().try_into().ok()
            }

            fn as_f64(total: Wide) -> f64 {
                total.get() as f64
            }

            const NAME: &'static str = stringify!($int);
        }
    )* };
}

macro_rules! wide {
    ($($int:ident: $add:ident, $get:ident;)*) => { $(
        impl Number for $int {
            type Total = Wider;

            #[inline]
            fn add(total: &mut Wider, number: $int) {
                total.$add(number);
            }

            #[inline]
            fn merge(total: &mut Wider, other: Wider) {
                total.add(other);
            }

            fn sum(total: Wider) -> Option<$int> {
                total.$get()
            }

            fn as_f64(total: Wider) -> f64 {
                total.to_f64()
            }

            const NAME: &'static str = stringify!($int);
        }
    )* };
}

macro_rules! float {
    ($($float:ident)*) => { $(
        impl Number for $float {
            type Total = f64;

            #[inline]
            fn add(total: &mut f64, number: $float) {
                *total += f64::from(number);
            }

            #[inline]
            fn merge(total: &mut f64, other: f64) {
                *total += other;
            }

            #[inline]
            fn sum(total: f64) -> Option<$float> {
                Some(total as $float)
            }

            #[inline]
            fn as_f64(total: f64) -> f64 {
                total
            }

            const NAME: &'static str = stringify!($float);
        }
    )* };
}

narrow! { i8 u8 i16 u16 i32 u32 }
word! {
    i64: add_signed(i64);
    isize: add_signed(i64);
    u64: add_unsigned(u64);
    usize: add_unsigned(u64);
}
wide! {
    i128: add_signed, signed;
    u128: add_unsigned, unsigned;
}
float! { f32 f64 }
