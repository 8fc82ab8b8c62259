//! A stream that several operators read, and streams that are brought together.

use std::marker::PhantomData;

/// A record of which each branch of a stream needs one of its own.
#[diagnostic::on_unimplemented(
    message = "a stream that is read twice needs records that can be cloned, this is `{Self}`",
    label = "this is not the last reader of the stream, so it needs a clone",
    note = "put `#[derive(Clone)]` on the type, `.map` the record to an `Arc` of it first, or use `.split(|record| ..)`"
)]
pub trait Fork {
    /// The record for one more branch.
    #[must_use]
    fn fork(&self) -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Clone> Fork for T {
    #[inline]
    fn fork(&self) -> T {
        self.clone()
    }
}

/// A record for one more branch.
#[inline]
pub fn fork<T: Fork>(record: &T) -> T {
    record.fork()
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

    /// The type is that of `record`.
    #[inline]
    pub fn is_of(&self, record: &T) {
        let _ = record;
    }
}
