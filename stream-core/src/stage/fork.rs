//! A stream that several operators read, and streams that are brought together.

use std::marker::PhantomData;

/// Branches of a stream, each of which needs a record of its own.
#[diagnostic::on_unimplemented(
    message = "a stream that is read twice needs records that can be cloned, this is `{T}`",
    label = "this is not the last reader of the stream, so it needs a clone",
    note = "put `#[derive(Clone)]` on the type, `.map` the record to an `Arc` of it first, or use `.split(|record| ..)`"
)]
pub trait Fork<T> {
    /// The record for one more branch.
    #[must_use]
    fn fork(record: &T) -> T;
}

/// The branches of a stream.
// Not the record itself implements `Fork`: rustc would say to borrow it, for a reference can be cloned.
#[derive(Debug)]
pub enum Branches {}

#[diagnostic::do_not_recommend]
impl<T: Clone> Fork<T> for Branches {
    #[inline]
    fn fork(record: &T) -> T {
        record.clone()
    }
}

/// A record for one more branch.
#[inline]
pub fn fork<T>(record: &T) -> T
where
    Branches: Fork<T>,
{
    Branches::fork(record)
}

/// Holds the streams of a union to one type of record.
#[derive(Debug)]
pub struct OneType<T>(PhantomData<fn(T)>);

impl<T> Default for OneType<T> {
    fn default() -> Self {
        OneType(PhantomData)
    }
}

impl<T> OneType<T> {
    /// For a type that the first record decides.
    #[inline]
    pub fn new() -> Self {
        Self::default()
    }
}

impl<T> Clone for OneType<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for OneType<T> {}

/// A record of a union's type.
#[diagnostic::on_unimplemented(
    message = "`union` brings together records of one type: these are `{Self}`, the others are `{T}`",
    label = "records of another type",
    note = "bring both to one type with `.map(..)` before the `union`, for instance to an enum with a variant for each"
)]
pub trait RecordOf<T> {
    /// The record.
    fn same(self) -> T;
}

impl<T> RecordOf<T> for T {
    #[inline]
    fn same(self) -> T {
        self
    }
}
