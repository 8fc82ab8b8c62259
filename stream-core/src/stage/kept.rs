//! What is asked of a record by its type, by method resolution: whether it is lent, and what its bytes are.

use std::marker::PhantomData;

/// Asks whether a record may be kept beyond the chunk that it came in, as `Kept::of(&record).must_be_owned()`.
#[derive(Debug)]
pub struct Kept<T>(PhantomData<fn() -> T>);

impl<T> Clone for Kept<T> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Kept<T> {}

impl<T> Kept<T> {
    /// The question for the type of a record.
    #[inline]
    pub fn of(_: &T) -> Self {
        Kept(PhantomData)
    }
}

/// What is kept beyond its chunk. Nothing implements it: it is asked of references only.
#[diagnostic::on_unimplemented(
    message = "records that are kept beyond the chunk they came in must be owned, this is `{Self}`",
    label = "lent out of the source's buffer",
    note = "put `.map(str::to_owned)`, or `.map(|record| record.to_owned())`, before it; only a key may be lent"
)]
pub trait Owned {}

/// A record that is lent.
pub trait KeptLent<T: ?Sized> {
    /// An error, for `T` is a reference.
    #[inline]
    fn must_be_owned(&self)
    where
        T: Owned,
    {
    }
}

impl<'a, T: ?Sized> KeptLent<&'a T> for &Kept<&'a T> {}
impl<'a, A: ?Sized, B> KeptLent<&'a A> for &Kept<(&'a A, B)> {}
impl<'a, T: ?Sized> KeptLent<&'a T> for &Kept<Option<&'a T>> {}

/// A record whose second half is lent.
pub trait KeptHalfLent<T: ?Sized> {
    /// An error, for `T` is a reference.
    #[inline]
    fn must_be_owned(&self)
    where
        T: Owned,
    {
    }
}

impl<'a, A, B: ?Sized> KeptHalfLent<&'a B> for Kept<(A, &'a B)> {}

/// A record that is owned.
pub trait KeptOwned {
    /// Nothing to say.
    #[inline]
    fn must_be_owned(self)
    where
        Self: Sized,
    {
    }
}

impl<T> KeptOwned for Kept<T> {}

/// Asks for the bytes of a record as its source lent them, as `(&Bytes::of(&record)).bytes(&record)`.
#[derive(Debug)]
pub struct Bytes<T>(PhantomData<fn() -> T>);

impl<T> Bytes<T> {
    /// The question for the type of a record.
    #[inline]
    pub fn of(_: &T) -> Self {
        Bytes(PhantomData)
    }
}

/// A record that is lent text or bytes.
pub trait LentBytes<'a, T> {
    /// The bytes.
    fn bytes(&self, record: &T) -> Option<&'a [u8]>;
}

impl<'a> LentBytes<'a, &'a str> for &Bytes<&'a str> {
    #[inline]
    fn bytes(&self, record: &&'a str) -> Option<&'a [u8]> {
        Some(record.as_bytes())
    }
}

impl<'a> LentBytes<'a, &'a [u8]> for &Bytes<&'a [u8]> {
    #[inline]
    fn bytes(&self, record: &&'a [u8]) -> Option<&'a [u8]> {
        Some(record)
    }
}

/// Any other record.
pub trait NoBytes<T> {
    /// None: the source lends no bytes.
    fn bytes(&self, record: &T) -> Option<&'static [u8]>;
}

impl<T> NoBytes<T> for Bytes<T> {
    #[inline]
    fn bytes(&self, record: &T) -> Option<&'static [u8]> {
        let _ = record;
        None
    }
}
