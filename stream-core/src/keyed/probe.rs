//! Finds the kind of a key by its type, by method resolution: the traits are tried from the one with
//! the most references to the one with none, and the first whose `Self` fits gives the kind.
//!
//! Write `key.record_type_is_known()` first: for a key whose type is not inferred yet the first trait
//! would silently fit. In generic code the bounds that are written decide.

use std::hash::Hash;
use std::marker::PhantomData;

use super::key::Key;
use super::kind::{Bad, Lent, Own, Plain, Text};

/// Stands for a key of type `K`; asked as `(&&&&&&Probe::of(&key)).kind()`.
pub struct Probe<K>(PhantomData<fn() -> K>);

impl<K> Probe<K> {
    /// The probe for the type of a key.
    #[inline]
    pub fn of(_: &K) -> Self {
        Probe(PhantomData)
    }
}

/// Anything whose type is known: calling the method on it is an error (type annotations needed)
/// when it is not.
pub trait Known {
    /// Does nothing.
    #[inline]
    fn record_type_is_known(&self) {}
}

impl<T: ?Sized> Known for T {}

/// Text.
pub trait KindText {
    /// The kind.
    #[inline]
    fn kind(&self) -> Text {
        Text
    }
}

impl KindText for &&&&&Probe<&str> {}
impl KindText for &&&&&Probe<String> {}

/// A number, a character or a truth.
pub trait KindPlain {
    /// The kind.
    #[inline]
    fn kind(&self) -> Plain {
        Plain
    }
}

macro_rules! plain {
    ($($key:ty)*) => {
        $(impl KindPlain for &&&&Probe<$key> {})*
    };
}

plain!(u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize char bool);

/// A key that is lent.
pub trait KindLent {
    /// The kind.
    #[inline]
    fn kind(&self) -> Lent {
        Lent
    }
}

impl<B: ?Sized + ToOwned + Hash + Eq> KindLent for &&&&Probe<&B> where B::Owned: Hash + Eq {}

/// A part of a key that is no reference. Nothing implements it: it is asked of references only.
#[diagnostic::on_unimplemented(
    message = "a key with a lent part, `{Self}`, cannot be kept",
    label = "a part of this key is lent by the batch",
    note = "own the part, as in `(word.to_owned(), n)`; a key that is lent as a whole needs no copy"
)]
pub trait OwnedPart {}

/// A key whose first part is lent.
pub trait KindFirstLent<Part: ?Sized> {
    /// The kind; an error, for `Part` is a reference.
    fn kind(&self) -> Own
    where
        Part: OwnedPart,
    {
        Own
    }
}

impl<'a, A: ?Sized, B> KindFirstLent<&'a A> for &&&Probe<(&'a A, B)> {}
impl<'a, A: ?Sized, B, C> KindFirstLent<&'a A> for &&&Probe<(&'a A, B, C)> {}
impl<'a, A: ?Sized> KindFirstLent<&'a A> for &&&Probe<Option<&'a A>> {}

/// A key whose second part is lent.
pub trait KindSecondLent<Part: ?Sized> {
    /// The kind; an error, for `Part` is a reference.
    fn kind(&self) -> Own
    where
        Part: OwnedPart,
    {
        Own
    }
}

impl<'a, A, B: ?Sized> KindSecondLent<&'a B> for &&Probe<(A, &'a B)> {}
impl<'a, A, B: ?Sized, C> KindSecondLent<&'a B> for &&Probe<(A, &'a B, C)> {}

/// A key that is owned.
pub trait KindOwn {
    /// The kind.
    #[inline]
    fn kind(&self) -> Own {
        Own
    }
}

impl<K: Hash + Eq> KindOwn for &Probe<K> {}

/// What is no key. The bound is on the method, so that the one error is that it is not met.
pub trait KindBad<K> {
    /// The kind.
    fn kind(&self) -> Bad
    where
        K: Key,
    {
        Bad
    }
}

impl<K> KindBad<K> for Probe<K> {}
