//! Many keys at once into a large table, with a look ahead.
//!
//! In a table that is larger than the near caches each key costs two waits for memory: one for the index and one, known only after
//! that, for the entry. So keys are taken in blocks, and each step is done for the whole block before the next: the waits of a
//! block overlap. What comes of it is the same as one by one, in the same order.

use std::marker::PhantomData;

use super::entries::Entries;
use super::key::{KeyFns, KeyKind, Seed};
use super::packet::Packet;

/// How many keys are in a block: more than a core waits for at a time.
const BLOCK: usize = 32;

/// Fewer keys than this are taken in one by one: to prepare a block costs more than their waits.
const FEW: usize = 4;

/// How keys that are kept are looked up.
pub(super) trait Lookup<K, I>: Copy {
    /// As [`KeyKind::look`].
    fn look(self, key: &K, seed: &Seed) -> (u32, I);

    /// As [`KeyKind::same`].
    fn same(self, key: &K, image: I, kept: &K, kept_image: I) -> bool;
}

/// The functions of a kind that is known at compile time.
impl<K, I, Kept: KeyKind<K, Owned = K, Image = I>> Lookup<K, I> for PhantomData<Kept> {
    #[inline(always)]
    fn look(self, key: &K, seed: &Seed) -> (u32, I) {
        Kept::look(key, seed)
    }

    #[inline(always)]
    fn same(self, key: &K, image: I, kept: &K, kept_image: I) -> bool {
        Kept::same(key, image, kept, kept_image)
    }
}

impl<K, I> Lookup<K, I> for KeyFns<K, I> {
    #[inline(always)]
    fn look(self, key: &K, seed: &Seed) -> (u32, I) {
        (self.look)(key, seed)
    }

    #[inline(always)]
    fn same(self, key: &K, image: I, kept: &K, kept_image: I) -> bool {
        (self.same)(key, image, kept, kept_image)
    }
}

/// What is known of a key before its turn.
#[derive(Clone, Copy, Default)]
pub(super) struct Sight<I> {
    hash: u32,
    image: I,
    /// Where the key may be.
    entry: usize,
    /// It is there. If not, it may be elsewhere, or come earlier in the block.
    found: bool,
}

/// Looks at the first of the keys that come, a block of them.
pub(super) type SightFn<K, A, I> = fn(&Entries<K, A, I>, &[(K, A)], &mut [Sight<I>; BLOCK]);

/// The [`SightFn`] of a kind.
pub(super) fn sight<K, A, I, Kept>(
    entries: &Entries<K, A, I>,
    coming: &[(K, A)],
    block: &mut [Sight<I>; BLOCK],
) where
    I: Copy + Default,
    Kept: KeyKind<K, Owned = K, Image = I>,
{
    entries.sight(PhantomData::<Kept>, coming, block);
}

impl<K, A, I: Copy + Default> Entries<K, A, I> {
    /// Whether the look-up of a key waits for memory: [`Entries::absorb`] is then faster than one key after the other.
    pub fn absorbs_faster(&self) -> bool {
        self.index.is_large()
    }

    /// Takes all of `coming` in: what comes for a key that is there is handed to `merge` with the value that stands.
    pub fn absorb<Q, Kind>(&mut self, kind: Kind, coming: &mut Vec<(K, A)>, merge: impl FnMut(&mut A, A))
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        self.know(kind);
        self.take_in(PhantomData::<Kind::Kept>, coming, |came| came, merge, |_| ());
    }

    /// As [`Entries::absorb`] where the kind is not at hand; a key or [`Entries::know`] has to have told it, else nothing is taken.
    pub fn absorb_known(&mut self, coming: &mut Vec<(K, A)>, merge: impl FnMut(&mut A, A)) {
        if let Some(fns) = self.fns {
            self.take_in(fns, coming, |came| came, merge, |_| ());
        }
    }

    /// As [`Entries::absorb`] with what is in a packet, which is empty then. `touched` is told the number of each entry.
    pub fn absorb_packet(
        &mut self,
        packet: &mut Packet<K, A, I>,
        merge: impl FnMut(&mut A, A),
        touched: impl FnMut(usize),
    ) {
        let Packet { fns, sight, entries } = packet;
        self.fns.get_or_insert(*fns);
        let sight = sight.unwrap_or(Self::sight_known);
        self.take_in_by(*fns, sight, entries, |came| came, merge, touched);
    }

    fn sight_known(&self, coming: &[(K, A)], block: &mut [Sight<I>; BLOCK]) {
        if let Some(fns) = self.fns {
            self.sight(fns, coming, block);
        }
    }

    /// Takes all of `coming` in. What comes for a key that is not there becomes its value by `init`; `touched` is told the number
    /// of each entry.
    #[inline(always)]
    pub(super) fn take_in<B>(
        &mut self,
        lookup: impl Lookup<K, I>,
        coming: &mut Vec<(K, B)>,
        init: impl Fn(B) -> A,
        merge: impl FnMut(&mut A, B),
        touched: impl FnMut(usize),
    ) {
        let sight = |entries: &Self, coming: &[_], block: &mut _| entries.sight(lookup, coming, block);
        self.take_in_by(lookup, sight, coming, init, merge, touched);
    }

    /// As [`Entries::take_in`], where a block is looked at by `sight`.
    #[inline(always)]
    fn take_in_by<B>(
        &mut self,
        lookup: impl Lookup<K, I>,
        sight: impl Fn(&Self, &[(K, B)], &mut [Sight<I>; BLOCK]),
        coming: &mut Vec<(K, B)>,
        init: impl Fn(B) -> A,
        mut merge: impl FnMut(&mut A, B),
        mut touched: impl FnMut(usize),
    ) {
        let few = coming.len() < FEW;
        let mut coming = coming.drain(..);
        if few {
            for (key, came) in coming {
                let (hash, image) = lookup.look(&key, &self.seed);
                touched(self.take_one_in(lookup, (hash, image), key, came, &init, &mut merge));
            }
            return;
        }
        let mut block = [Sight::default(); BLOCK];
        while !coming.as_slice().is_empty() {
            sight(self, coming.as_slice(), &mut block);
            for (sight, (key, came)) in block.iter().zip(coming.by_ref()) {
                if sight.found {
                    merge(&mut self.entries[sight.entry].value, came);
                    touched(sight.entry);
                    continue;
                }
                let seen = (sight.hash, sight.image);
                touched(self.take_one_in(lookup, seen, key, came, &init, &mut merge));
            }
        }
    }

    /// Takes in what comes for a key of this hash and image.
    #[inline(always)]
    fn take_one_in<B>(
        &mut self,
        lookup: impl Lookup<K, I>,
        (hash, image): (u32, I),
        key: K,
        came: B,
        init: impl Fn(B) -> A,
        merge: impl FnMut(&mut A, B),
    ) -> usize {
        let same = |kept: &K, kept_image| lookup.same(&key, image, kept, kept_image);
        match self.seek_by(hash, image, same, came, merge) {
            Ok(entry) => entry,
            Err((place, came)) => self.push(place, key, init(came)),
        }
    }

    /// Looks at the first of the keys that come.
    #[inline(always)]
    fn sight<B>(&self, lookup: impl Lookup<K, I>, coming: &[(K, B)], block: &mut [Sight<I>; BLOCK]) {
        for (sight, (key, _)) in block.iter_mut().zip(coming) {
            let (hash, image) = lookup.look(key, &self.seed);
            *sight = Sight { hash, image, entry: 0, found: false };
        }
        if !self.index.is_large() || self.entries.is_empty() {
            return;
        }
        let last = self.entries.len() - 1;
        // A number that is no entry's is taken for the last one's, so that there is no branch to be foreseen.
        for (sight, _) in block.iter_mut().zip(coming) {
            sight.entry = self.index.guess(sight.hash).min(last);
        }
        for (sight, (key, _)) in block.iter_mut().zip(coming) {
            let entry = &self.entries[sight.entry];
            sight.found = lookup.same(key, sight.image, &entry.key, entry.image);
        }
    }
}
