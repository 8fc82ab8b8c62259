//! Entries hold a value for each key, in the order in which the keys were first seen.
//!
//! Values stand as they are and are changed in place, by a closure or by their number: entries are numbered from 0 without gaps.
//! Numbers hold until something is removed.

use super::index::{Index, PAIRS};
use super::key::{KeyFns, KeyKind, Seed};
use super::packet::{Packet, deal};

/// The values `A` of the keys `K`; `I` is the [image](KeyKind::Image) of a key.
///
/// The same kind has to be used throughout their life.
pub struct Entries<K, A, I> {
    pub(super) index: Index<PAIRS>,
    pub(super) entries: Vec<Entry<K, A, I>>,
    pub(super) seed: Seed,
    /// Known once a key has been seen.
    pub(super) fns: Option<KeyFns<K, I>>,
}

pub(super) struct Entry<K, A, I> {
    pub(super) image: I,
    pub(super) key: K,
    pub(super) value: A,
}

impl<K, A, I> Default for Entries<K, A, I> {
    fn default() -> Self {
        Entries { index: Index::default(), entries: Vec::new(), seed: Seed::default(), fns: None }
    }
}

impl<K, A, I: Copy + Default> Entries<K, A, I> {
    /// Without keys.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many keys there are.
    #[inline]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no key.
    #[inline]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// How many bytes the memory has that is held for entries, used or not.
    pub fn bytes(&self) -> usize {
        self.index.bytes() + self.entries.capacity() * size_of::<Entry<K, A, I>>()
    }

    /// The number of the key's entry.
    #[inline]
    pub fn find<Q, Kind>(&self, _: Kind, key: &Q) -> Option<usize>
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        let (hash, image) = Kind::look(key, &self.seed);
        let visit = |number: usize| {
            let entry = self.entries.get(number)?;
            Kind::same(key, image, &entry.key, entry.image).then_some(number)
        };
        self.index.find(hash, visit)
    }

    /// The value of the key.
    #[inline]
    pub fn get<Q, Kind>(&self, kind: Kind, key: &Q) -> Option<&A>
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        self.find(kind, key).map(|entry| &self.entries[entry].value)
    }

    /// The value of the key, to be changed.
    #[inline]
    pub fn get_mut<Q, Kind>(&mut self, kind: Kind, key: &Q) -> Option<&mut A>
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        self.find(kind, key).map(|entry| &mut self.entries[entry].value)
    }

    /// The key and the value of an entry.
    ///
    /// # Panics
    /// If there is no entry of this number.
    #[inline]
    pub fn at(&self, entry: usize) -> (&K, &A) {
        let entry = &self.entries[entry];
        (&entry.key, &entry.value)
    }

    /// The key of an entry, and its value to be changed.
    ///
    /// # Panics
    /// If there is no entry of this number.
    #[inline]
    pub fn at_mut(&mut self, entry: usize) -> (&K, &mut A) {
        let entry = &mut self.entries[entry];
        (&entry.key, &mut entry.value)
    }

    /// All keys and their values, by first sight.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&K, &A)> {
        self.entries.iter().map(|entry| (&entry.key, &entry.value))
    }

    /// All keys, and their values to be changed, by first sight.
    pub fn iter_mut(&mut self) -> impl ExactSizeIterator<Item = (&K, &mut A)> {
        self.entries.iter_mut().map(|entry| (&entry.key, &mut entry.value))
    }

    /// Removes the keys for which `keep` says no; the others stay in order and are numbered anew. It visits all entries.
    pub fn retain(&mut self, mut keep: impl FnMut(&K, &mut A) -> bool) {
        let before = self.entries.len();
        self.entries.retain_mut(|entry| keep(&entry.key, &mut entry.value));
        if self.entries.len() < before {
            self.shrink(self.entries.len());
            let Entries { index, entries, seed, fns } = self;
            index.rebuild(entries.len(), |entry| hash_at(entries, *fns, seed, entry));
        }
    }

    /// Removes a key; the last entry takes its number.
    pub fn swap_remove<Q, Kind>(&mut self, kind: Kind, key: &Q) -> Option<(K, A)>
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        self.find(kind, key).map(|entry| self.swap_remove_at(entry))
    }

    /// Removes an entry; the last entry takes its number.
    ///
    /// # Panics
    /// If there is no entry of this number.
    pub fn swap_remove_at(&mut self, entry: usize) -> (K, A) {
        let Entries { index, entries, seed, fns } = self;
        let hash_of = |entry| hash_at(entries, *fns, seed, entry);
        let last = entries.len() - 1;
        index.remove(hash_of(entry), entry, hash_of);
        if entry != last {
            index.renumber(hash_of(last), last, entry);
        }
        let Entry { key, value, .. } = self.entries.swap_remove(entry);
        (key, value)
    }

    /// Takes all keys out, by first sight; those that are not asked for are dropped. Entries of which few were used give half
    /// their memory back.
    pub fn drain(&mut self) -> impl ExactSizeIterator<Item = (K, A)> {
        let used = self.entries.len();
        self.index.clear(used);
        self.shrink(used);
        self.entries.drain(..).map(|entry| (entry.key, entry.value))
    }

    /// Takes all keys out, in parcels to the workers that own their [groups](crate::state::Group).
    pub fn pack(&mut self, workers: usize) -> Vec<Vec<Packet<K, A, I>>> {
        deal(self.fns, workers, self.drain())
    }

    /// Takes a packet in: what came for a key that is there is handed to `merge` with the value that stands, and becomes one by
    /// `init` where there is none. `touched` is told the number of each entry.
    pub fn unpack<B>(
        &mut self,
        Packet { fns, mut entries, .. }: Packet<K, B, I>,
        init: impl Fn(B) -> A,
        merge: impl FnMut(&mut A, B),
        touched: impl FnMut(usize),
    ) {
        self.fns.get_or_insert(fns);
        self.take_in(fns, &mut entries, init, merge, touched);
    }

    /// Says of which kind the keys are, before one is looked up.
    #[inline]
    pub fn know<Q, Kind>(&mut self, _: Kind)
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        self.fns.get_or_insert_with(KeyFns::of::<Q, Kind>);
    }

    /// Adds a key that is not there and is never looked up before it is drained.
    pub(super) fn push_unique(&mut self, key: K, value: A) {
        self.entries.push(Entry { image: I::default(), key, value });
    }

    /// What code that is not generic over the kind does with keys, once one has been seen.
    pub(super) fn fns(&self) -> Option<KeyFns<K, I>> {
        self.fns
    }

    /// Gives memory back if of what there is hardly any is used.
    fn shrink(&mut self, used: usize) {
        if used < self.entries.capacity() / 16 {
            self.entries.shrink_to(self.entries.capacity() / 2);
        }
    }
}

pub(super) fn hash_at<K, A, I>(
    entries: &[Entry<K, A, I>],
    fns: Option<KeyFns<K, I>>,
    seed: &Seed,
    entry: usize,
) -> u32 {
    fns.map_or(0, |fns| (fns.look)(&entries[entry].key, seed).0)
}
