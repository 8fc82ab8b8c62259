//! How the records of `top` and `sort_by` are compared.

use std::cmp::Ordering;

/// What `top` and `sort_by` can order by.
#[diagnostic::on_unimplemented(
    message = "records cannot be ordered by `{Self}`",
    label = "this has no total order",
    note = "for a floating-point number write `.sort_by(|a, b| a.total_cmp(b))`, or in `top` a whole number, `by = |record| (record.price * 100.0) as i64`; for a type of yours put `#[derive(PartialEq, Eq, PartialOrd, Ord)]` on it"
)]
pub trait SortKey {
    /// The order of two keys.
    fn order(&self, other: &Self) -> Ordering;
}

#[diagnostic::do_not_recommend]
impl<T: Ord + ?Sized> SortKey for T {
    #[inline]
    fn order(&self, other: &T) -> Ordering {
        self.cmp(other)
    }
}

/// The order of two records by `compare`.
#[inline]
pub fn ordering<T>(left: &T, right: &T, compare: impl FnOnce(&T, &T) -> Ordering) -> Ordering {
    compare(left, right)
}
