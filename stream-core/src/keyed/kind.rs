//! The kinds of keys: text, lent, plain, owned, and the one that stands in after an error.

use std::borrow::Borrow;
use std::hash::Hash;

use super::key::{KeyKind, Seed, hash_of};
use super::long_text::{hash_long, same_long};
use crate::state::Group;

/// `&str` and `String`, kept as `String`.
#[derive(Clone, Copy, Debug)]
pub struct Text;

/// The first and the last bytes of a text. With the length they are the whole text, if it has at
/// most 16 bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ends(u64, u64);

/// The longest text, in bytes, that its ends and its length tell apart from every other.
const SHORT: usize = 16;

/// The ends of `bytes`: the first and last 8 of them, the first and last 4, or all of up to 3.
#[inline(always)]
fn ends(bytes: &[u8]) -> Ends {
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        Ends(u64::from_le_bytes(*first), u64::from_le_bytes(*last))
    } else if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        Ends(u32::from_le_bytes(*first).into(), u32::from_le_bytes(*last).into())
    } else if let (Some(first), Some(last)) = (bytes.first(), bytes.last()) {
        let middle = bytes[bytes.len() / 2];
        Ends((*first).into(), u64::from(*last) << 8 | u64::from(middle))
    } else {
        Ends(0, 0)
    }
}

/// The hash and the ends of a text.
#[inline(always)]
fn look(text: &str, seed: &Seed) -> (u32, Ends) {
    let ends = ends(text.as_bytes());
    if text.len() > SHORT {
        return (hash_long(text, seed), ends);
    }
    let a = ends.0 ^ seed.first;
    let b = ends.1 ^ seed.second ^ text.len() as u64;
    let product = u128::from(a) * u128::from(b);
    (hash_of((product >> 64) as u64 ^ product as u64), ends)
}

#[inline(always)]
fn same(text: &str, ends: Ends, kept: &str, kept_ends: Ends) -> bool {
    ends == kept_ends && text.len() == kept.len() && (text.len() <= SHORT || same_long(text, kept))
}

impl KeyKind<&str> for Text {
    type Owned = String;
    type Image = Ends;
    type Kept = Text;

    #[inline(always)]
    fn look(key: &&str, seed: &Seed) -> (u32, Ends) {
        look(key, seed)
    }

    #[inline(always)]
    fn same(key: &&str, ends: Ends, kept: &String, kept_ends: Ends) -> bool {
        same(key, ends, kept, kept_ends)
    }

    fn own(key: &str) -> String {
        key.to_owned()
    }

    fn group(key: &&str) -> Group {
        Group::of(*key)
    }
}

impl KeyKind<String> for Text {
    type Owned = String;
    type Image = Ends;
    type Kept = Text;

    #[inline(always)]
    fn look(key: &String, seed: &Seed) -> (u32, Ends) {
        look(key, seed)
    }

    #[inline(always)]
    fn same(key: &String, ends: Ends, kept: &String, kept_ends: Ends) -> bool {
        same(key, ends, kept, kept_ends)
    }

    fn own(key: String) -> String {
        key
    }

    fn group(key: &String) -> Group {
        Group::of(key)
    }
}

/// `&B`, kept as `B`'s owned form.
#[derive(Clone, Copy, Debug)]
pub struct Lent;

impl<B: ?Sized + ToOwned + Hash + Eq> KeyKind<&B> for Lent
where
    B::Owned: Hash + Eq,
{
    type Owned = B::Owned;
    type Image = ();
    type Kept = Own;

    #[inline]
    fn look(key: &&B, seed: &Seed) -> (u32, ()) {
        (seed.hash(*key), ())
    }

    #[inline]
    fn same(key: &&B, (): (), kept: &B::Owned, (): ()) -> bool {
        **key == *kept.borrow()
    }

    fn own(key: &B) -> B::Owned {
        key.to_owned()
    }

    fn group(key: &&B) -> Group {
        Group::of(*key)
    }
}

/// What kinds of keys `K` have in common that are kept as they are.
macro_rules! kept_as_it_is {
    ($K:ty) => {
        type Owned = $K;
        type Image = ();
        type Kept = Self;
        const FREE: bool = true;

        #[inline]
        fn look(key: &$K, seed: &Seed) -> (u32, ()) {
            (seed.hash(key), ())
        }

        #[inline]
        fn same(key: &$K, (): (), kept: &$K, (): ()) -> bool {
            key == kept
        }

        fn own(key: $K) -> $K {
            key
        }

        fn group(key: &$K) -> Group {
            Group::of(key)
        }
    };
}

/// A key that is kept as it is.
#[derive(Clone, Copy, Debug)]
pub struct Own;

impl<K: Hash + Eq> KeyKind<K> for Own {
    kept_as_it_is!(K);
}

/// A number or another small key of which a copy costs nothing, kept as it is.
#[derive(Clone, Copy, Debug)]
pub struct Plain;

impl<K: Copy + Hash + Eq> KeyKind<K> for Plain {
    kept_as_it_is!(K);

    #[inline]
    fn again(kept: &K) -> Option<K> {
        Some(*kept)
    }
}

/// What is no key: the error is reported where the kind is asked for, and nothing else is after it.
#[derive(Clone, Copy, Debug)]
pub struct Bad;

impl<K> KeyKind<K> for Bad {
    type Owned = K;
    type Image = ();
    type Kept = Bad;

    fn look(_: &K, _: &Seed) -> (u32, ()) {
        (0, ())
    }

    fn same(_: &K, (): (), _: &K, (): ()) -> bool {
        false
    }

    fn own(key: K) -> K {
        key
    }

    fn group(_: &K) -> Group {
        Group::of(&())
    }
}
