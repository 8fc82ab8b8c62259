//! A table whose keys come and go one by one: what operators with lasting state keep from batch to batch.
//!
//! Each key has a slot that stays its own until it is removed; the slot of a key that is gone is given to another. A removal
//! leaves the index as it is: the slot that it points to is empty, or another key's, and so is no match. What is left over
//! is swept out when the index is full, at a cost per key that does not grow.

use super::index::{Index, Vacant};
use super::key::{KeyFns, KeyKind, Seed};
use super::packet::{Packet, deal};

/// The values `V` of the keys `K`; `I` is the [image](KeyKind::Image) of a key.
///
/// The same kind has to be used throughout the life of a table.
pub struct Slots<K, V, I> {
    index: Index,
    /// Slots of the index that are in use, those of keys that are gone among them.
    filled: usize,
    entries: Vec<Option<Entry<K, V, I>>>,
    /// The entries that are empty.
    free: Vec<u32>,
    seed: Seed,
    /// Known once a key has been seen.
    fns: Option<KeyFns<K, I>>,
}

struct Entry<K, V, I> {
    image: I,
    key: K,
    value: V,
}

/// Where a key that was looked for and is not there belongs, until the table changes.
pub struct Gap<K, I> {
    fns: KeyFns<K, I>,
    vacant: Vacant,
    image: I,
}

impl<K, V, I> Default for Slots<K, V, I> {
    fn default() -> Self {
        Slots {
            index: Index::default(),
            filled: 0,
            entries: Vec::new(),
            free: Vec::new(),
            seed: Seed::default(),
            fns: None,
        }
    }
}

impl<K, V, I: Copy> Slots<K, V, I> {
    /// A table without keys.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether there is no key.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.entries.len() - self.free.len()
    }

    /// About how many bytes the table takes, as far as it has grown.
    pub fn bytes(&self) -> usize {
        let entries = self.entries.capacity() * size_of::<Option<Entry<K, V, I>>>();
        entries + self.free.capacity() * size_of::<u32>() + self.index.bytes()
    }

    /// The slot of `key`, if it is there.
    #[inline]
    pub fn find<Q, Kind>(&self, _: Kind, key: &Q) -> Option<u32>
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        let (hash, image) = Kind::look(key, &self.seed);
        self.seek(hash, |kept, kept_image| Kind::same(key, image, kept, kept_image)).ok()
    }

    /// The slot of `key`; if it is not there, it gets one and has what `init` gives.
    #[inline]
    pub fn slot<Q, Kind>(&mut self, _: Kind, key: Q, init: impl FnOnce() -> V) -> u32
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        let (hash, image) = Kind::look(&key, &self.seed);
        match self.seek(hash, |kept, kept_image| Kind::same(&key, image, kept, kept_image)) {
            Ok(slot) => slot,
            Err(vacant) => self.insert(
                KeyFns::of::<Q, Kind>(),
                vacant,
                Entry { image, key: Kind::own(key), value: init() },
            ),
        }
    }

    /// Takes a packet in: for each of its records the slot of its key, as [`Slots::slot`], and the record, given to `each`.
    pub fn unpack<T>(
        &mut self,
        Packet { fns, entries }: Packet<K, T, I>,
        init: impl Fn() -> V,
        mut each: impl FnMut(&mut Self, u32, T),
    ) {
        for (key, record) in entries {
            let (hash, image) = (fns.look)(&key, &self.seed);
            let same = |kept: &K, kept_image| (fns.same)(&key, image, kept, kept_image);
            let slot = match self.seek(hash, same) {
                Ok(slot) => slot,
                Err(vacant) => self.insert(fns, vacant, Entry { image, key, value: init() }),
            };
            each(self, slot, record);
        }
    }

    /// The slot of `key`.
    ///
    /// # Errors
    /// It is not there: where it belongs, for [`Slots::settle`].
    #[inline]
    pub fn look<Q, Kind>(&self, _: Kind, key: &Q) -> Result<u32, Gap<K, I>>
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        let (hash, image) = Kind::look(key, &self.seed);
        let found = self.seek(hash, |kept, kept_image| Kind::same(key, image, kept, kept_image));
        found.map_err(|vacant| Gap { fns: KeyFns::of::<Q, Kind>(), vacant, image })
    }

    /// Gives a key that was looked for and is not there a slot.
    #[inline]
    pub fn settle(&mut self, Gap { fns, vacant, image }: Gap<K, I>, key: K, value: V) -> u32 {
        self.insert(fns, vacant, Entry { image, key, value })
    }

    /// Takes a packet in: each of its records is given to `each` with its key and what [`Slots::look`] finds of it.
    pub fn unpack_with<T>(
        &mut self,
        Packet { fns, entries }: Packet<K, T, I>,
        mut each: impl FnMut(&mut Self, Result<u32, Gap<K, I>>, K, T),
    ) {
        for (key, record) in entries {
            let (hash, image) = (fns.look)(&key, &self.seed);
            let found = self.seek(hash, |kept, kept_image| (fns.same)(&key, image, kept, kept_image));
            each(self, found.map_err(|vacant| Gap { fns, vacant, image }), key, record);
        }
    }

    /// Takes all keys out: what `parts` makes of each, in parcels to the workers that own them.
    pub fn pack<T, P: IntoIterator<Item = (K, T)>>(
        &mut self,
        workers: usize,
        mut parts: impl FnMut(K, V) -> P,
    ) -> Vec<Vec<Packet<K, T, I>>> {
        self.index.clear(self.filled);
        (self.filled, self.free) = (0, Vec::new());
        let entries = self.entries.drain(..).flatten();
        deal(self.fns, workers, entries.flat_map(|entry| parts(entry.key, entry.value)))
    }

    #[inline(always)]
    fn seek(&self, hash: u32, same: impl Fn(&K, I) -> bool) -> Result<u32, Vacant> {
        let visit = |number: usize| {
            let entry = self.entries.get(number)?.as_ref()?;
            same(&entry.key, entry.image).then_some(number as u32)
        };
        self.index.find(hash, visit)
    }

    fn insert(&mut self, fns: KeyFns<K, I>, vacant: Vacant, entry: Entry<K, V, I>) -> u32 {
        self.fns.get_or_insert(fns);
        let number = self.free.last().map_or(self.entries.len(), |number| *number as usize);
        if !self.index.try_enter(vacant, self.filled, number) {
            self.sweep();
            self.index.try_enter(self.index.again(vacant), self.filled, number);
        }
        self.filled += 1;
        match self.free.pop() {
            Some(number) => self.entries[number as usize] = Some(entry),
            None => self.entries.push(Some(entry)),
        }
        number as u32
    }

    /// Makes the index anew, with room.
    #[cold]
    fn sweep(&mut self) {
        let (Some(fns), seed) = (self.fns, &self.seed) else { return };
        let held =
            self.entries.iter().enumerate().filter_map(|(number, entry)| Some((number, entry.as_ref()?)));
        self.index
            .refill(self.entries.len(), held.map(|(number, entry)| (number, (fns.look)(&entry.key, seed).0)));
        self.filled = self.len();
    }

    /// What the key of the slot has; nothing for a slot that is empty.
    #[inline]
    pub fn value_mut(&mut self, slot: u32) -> Option<&mut V> {
        Some(self.get_mut(slot)?.1)
    }

    /// The key of the slot and what it has.
    #[inline]
    pub fn get(&self, slot: u32) -> Option<(&K, &V)> {
        let entry = self.entries.get(slot as usize)?.as_ref()?;
        Some((&entry.key, &entry.value))
    }

    /// The key of the slot and what it has, to be changed.
    #[inline]
    pub fn get_mut(&mut self, slot: u32) -> Option<(&K, &mut V)> {
        let entry = self.entries.get_mut(slot as usize)?.as_mut()?;
        Some((&entry.key, &mut entry.value))
    }

    /// Empties the slot: its key, if there is one, and what it had.
    pub fn remove(&mut self, slot: u32) -> Option<(K, V)> {
        let entry = self.entries.get_mut(slot as usize)?.take()?;
        self.free.push(slot);
        Some((entry.key, entry.value))
    }

    /// The slots of all keys and what they have, to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (u32, &mut V)> {
        let slots = self.entries.iter_mut().enumerate();
        slots.filter_map(|(slot, entry)| Some((slot as u32, &mut entry.as_mut()?.value)))
    }

    /// The keys and what they have, by slot.
    pub fn iter(&self) -> impl Iterator<Item = (&K, &V)> {
        self.entries.iter().flatten().map(|entry| (&entry.key, &entry.value))
    }
}
