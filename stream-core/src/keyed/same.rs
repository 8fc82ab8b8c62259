//! Whether the keys of two streams are of one type, asked by method resolution as the kind of a key is: streams with keys of two
//! types are told of where they are joined, and nothing more is told of them.

use std::marker::PhantomData;

use super::key::{KeyKind, Seed};
use crate::state::Group;

/// How the keys `Q` of a stream are looked up among those of another one, which are kept as `K` with the images `I`.
#[diagnostic::on_unimplemented(
    message = "streams are joined by keys of one type, these are `{K}` and `{Q}`",
    label = "keys of type `{Q}` meet keys of type `{K}`",
    note = "make them one type where they are given, in `.key_by(..)` or `.map(|record| (key, value))`"
)]
pub trait SameKeys<Q, K, I>: KeyKind<Q, Owned = K, Image = I> {}

#[diagnostic::do_not_recommend]
impl<Q, K, I, Kind: KeyKind<Q, Owned = K, Image = I>> SameKeys<Q, K, I> for Kind {}

/// What keeps the records of two streams by keys of one type `K` with the images `I`.
pub trait OfTwoStreams<K, I> {
    /// Stands for a key of either stream and its kind; asked as `(&&same).same_keys(key, kind)`: the first trait whose `Self` fits
    /// gives both.
    #[inline(always)]
    fn meets<Q, Kind>(&self, _: &Q, _: Kind) -> Same<Q, Kind, K, I> {
        Same(PhantomData)
    }
}

/// A key `Q` of a kind, among keys that are kept as `K` with the images `I`.
pub struct Same<Q, Kind, K, I>(PhantomData<fn(Q, Kind, K, I)>);

/// Keys of one type.
pub trait KeysSame<Q, Kind> {
    /// The key and its kind.
    #[inline(always)]
    fn same_keys(&self, key: Q, kind: Kind) -> (Q, Kind) {
        (key, kind)
    }
}

impl<Q, Kind: KeyKind<Q>> KeysSame<Q, Kind> for &Same<Q, Kind, Kind::Owned, Kind::Image> {}

/// Keys of two types. The bound is on the method, so that the one error is that it is not met.
pub trait KeysOther<Q, Kind, K, I> {
    /// A key of the other stream's type, and a kind that fits it.
    fn same_keys(&self, key: Q, _: Kind) -> (K, Other<I>)
    where
        Kind: SameKeys<Q, K, I>,
    {
        (Kind::own(key), Other(PhantomData))
    }
}

impl<Q, Kind, K, I> KeysOther<Q, Kind, K, I> for Same<Q, Kind, K, I> {}

/// The kind of keys that are not those of the other stream; a program with it does not compile.
pub struct Other<I>(PhantomData<fn(I)>);

impl<I> Clone for Other<I> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<I> Copy for Other<I> {}

impl<K, I: Copy + Default> KeyKind<K> for Other<I> {
    type Owned = K;
    type Image = I;
    type Kept = Self;

    fn look(_: &K, _: &Seed) -> (u32, I) {
        (0, I::default())
    }

    fn same(_: &K, _: I, _: &K, _: I) -> bool {
        false
    }

    fn own(key: K) -> K {
        key
    }

    fn group(_: &K) -> Group {
        Group::of(&())
    }
}
