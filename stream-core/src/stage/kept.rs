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
    note = "put `.map(|record| record.to_owned())` before it, or `.map_values(|value| value.to_owned())` where it is the \
            value of a pair; only a key may be lent"
)]
pub trait Owned {}

/// What has parts and is kept beyond its chunk. Nothing implements it: it is asked of what holds references only.
#[diagnostic::on_unimplemented(
    message = "records that are kept beyond the chunk they came in must be owned, this is `{Self}`",
    label = "holds what is lent out of the source's buffer",
    note = "make its parts owned before it: `.map(|(a, b)| (a.to_owned(), b.to_owned()))` for a tuple, \
            `.map(|parts| parts.into_iter().map(str::to_owned).collect::<Vec<_>>())` for a `Vec`; only a key may be lent"
)]
pub trait OwnedParts {}

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

/// A record whose first part, or each, is lent.
///
/// A type that names a lifetime of its own is not among these: nothing but the borrow checker sees that it lends.
pub trait KeptFirstLent<T> {
    /// An error, for `T` holds a reference.
    #[inline]
    fn must_be_owned(&self)
    where
        T: OwnedParts,
    {
    }
}

impl<'a, A: ?Sized> KeptFirstLent<Option<&'a A>> for &Kept<Option<&'a A>> {}
impl<'a, A: ?Sized> KeptFirstLent<Vec<&'a A>> for &Kept<Vec<&'a A>> {}
impl<'a, A: ?Sized, const N: usize> KeptFirstLent<[&'a A; N]> for &Kept<[&'a A; N]> {}
impl<'a, A: ?Sized, B> KeptFirstLent<(&'a A, B)> for &Kept<(&'a A, B)> {}
impl<'a, A: ?Sized, B, C> KeptFirstLent<(&'a A, B, C)> for &Kept<(&'a A, B, C)> {}
impl<'a, A: ?Sized, B, C, D> KeptFirstLent<(&'a A, B, C, D)> for &Kept<(&'a A, B, C, D)> {}

/// A record whose second part is lent.
pub trait KeptHalfLent<T> {
    /// An error, for `T` holds a reference.
    #[inline]
    fn must_be_owned(&self)
    where
        T: OwnedParts,
    {
    }
}

impl<'a, A, B: ?Sized> KeptHalfLent<(A, &'a B)> for Kept<(A, &'a B)> {}
impl<'a, A, B: ?Sized> KeptHalfLent<(A, Vec<&'a B>)> for Kept<(A, Vec<&'a B>)> {}
impl<'a, A, B: ?Sized, C> KeptHalfLent<(A, &'a B, C)> for Kept<(A, &'a B, C)> {}
impl<'a, A, B: ?Sized, C, D> KeptHalfLent<(A, &'a B, C, D)> for Kept<(A, &'a B, C, D)> {}

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
// What is not inferred yet where the question is asked is taken for one of them.
#[diagnostic::on_unimplemented(
    message = "the type of the records is known too late",
    label = "of which type are the records?",
    note = "say it at the source, as in `from_iter(Vec::<Trade>::new())` or `from_stream(stream::pending::<Trade>())`"
)]
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
