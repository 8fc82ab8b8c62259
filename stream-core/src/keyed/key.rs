//! What can be a key, and how a kind of key is hashed, compared and owned.

use std::hash::{BuildHasher as _, Hash};
use std::sync::LazyLock;

use foldhash::fast::SeedableRandomState;

use crate::state::Group;

/// What can be a key: hashed, and compared for exact equality.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a key",
    label = "this key cannot be hashed and compared for equality",
    note = "derive `PartialEq`, `Eq` and `Hash` for it, or key by something exact: for a float its `.to_bits()` or a rounded integer"
)]
pub trait Key: Hash + Eq {}

#[diagnostic::do_not_recommend]
impl<K: Hash + Eq> Key for K {}

/// How keys of type `Q` are looked up in a table and kept there.
pub trait KeyKind<Q>: Copy {
    /// The key as it is kept.
    type Owned;
    /// What is kept beside a key, so that most comparisons need not follow a pointer into it.
    type Image: Copy + Default;
    /// The kind of the keys that are kept.
    type Kept: KeyKind<Self::Owned, Owned = Self::Owned, Image = Self::Image>;

    /// Whether a key is kept as it comes, so that it costs nothing to own it.
    const FREE: bool = false;

    /// The hash, of 31 bits, and the image of `key`; a key and its owned form have the same.
    fn look(key: &Q, seed: &Seed) -> (u32, Self::Image);

    /// Whether `key` is `kept`, given the images of both.
    fn same(key: &Q, image: Self::Image, kept: &Self::Owned, kept_image: Self::Image) -> bool;

    /// The key as it is kept.
    fn own(key: Q) -> Self::Owned;

    /// The key group of a key.
    fn group(key: &Q) -> Group;

    /// A kept key once more, where a copy costs nothing: a table may then keep it although a result takes it out.
    #[inline]
    fn again(_: &Self::Owned) -> Option<Self::Owned> {
        None
    }
}

/// How many bits a hash has, so that an index can tell one from what is none.
pub(super) const HASH_BITS: u32 = 31;

/// What makes the hashes of one process different from those of the next, so that nobody outside can
/// prepare keys that collide. Results do not depend on it.
#[derive(Clone)]
pub struct Seed {
    state: SeedableRandomState,
    pub(super) first: u64,
    pub(super) second: u64,
}

impl Default for Seed {
    fn default() -> Self {
        static SEED: LazyLock<Seed> = LazyLock::new(|| Seed::of(SeedableRandomState::random()));
        SEED.clone()
    }
}

impl Seed {
    fn of(state: SeedableRandomState) -> Self {
        let (first, second) = (state.hash_one(1_u8), state.hash_one(2_u8));
        Seed { state, first, second }
    }

    /// A seed that is the same in every run, also in what a process has only one of.
    #[cfg(test)]
    pub(super) fn numbered(number: u64) -> Self {
        let shared = Box::leak(Box::new(foldhash::SharedSeed::from_u64(number)));
        Self::of(SeedableRandomState::with_seed(number, shared))
    }

    /// The hash of any key.
    ///
    /// The state's own hash of an integer is one multiplication, which leaves neighbours at equal
    /// distances: under some seeds they would crowd a table that is probed slot by slot. The second
    /// multiplication scatters them; what it leaves out of the low bits, the high ones, are as good as those that it takes.
    #[inline]
    pub(super) fn hash<T: Hash + ?Sized>(&self, key: &T) -> u32 {
        hash_of(self.state.hash_one(key).wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }
}

/// A hash of a word whose high bits are scattered.
#[inline(always)]
pub(super) fn hash_of(scattered: u64) -> u32 {
    (scattered >> (u64::BITS - HASH_BITS)) as u32
}

/// A [`KeyKind`]'s functions on keys that are kept, for code that is not generic over the kind.
pub(super) struct KeyFns<K, I> {
    pub(super) look: fn(&K, &Seed) -> (u32, I),
    pub(super) same: fn(&K, I, &K, I) -> bool,
    pub(super) group: fn(&K) -> Group,
    pub(super) again: fn(&K) -> Option<K>,
}

impl<K, I> Clone for KeyFns<K, I> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K, I> Copy for KeyFns<K, I> {}

impl<K, I> KeyFns<K, I> {
    pub(super) fn of<Q, Kind: KeyKind<Q, Owned = K, Image = I>>() -> Self {
        KeyFns {
            look: Kind::Kept::look,
            same: Kind::Kept::same,
            group: Kind::Kept::group,
            again: Kind::Kept::again,
        }
    }
}
