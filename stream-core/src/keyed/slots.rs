//! A table whose keys come and go one by one: what operators with lasting state keep from batch to batch.
//!
//! Each key has a slot that stays its own until it is removed; the slot of a key that is gone is given to another. The hash stands
//! beside the key, so that neither a removal nor an index that grows has to look at keys.

use super::index::{Index, SINGLE};
use super::key::{KeyFns, KeyKind, Seed};
use super::packet::{Packet, deal};

/// The values `V` of the keys `K`; `I` is the [image](KeyKind::Image) of a key.
///
/// The same kind has to be used throughout the life of a table.
pub struct Slots<K, V, I> {
    index: Index<SINGLE>,
    entries: Vec<Option<Entry<K, V, I>>>,
    /// The entries that are empty.
    free: Vec<u32>,
    seed: Seed,
    /// Known once a key has been seen.
    fns: Option<KeyFns<K, I>>,
}

struct Entry<K, V, I> {
    image: I,
    hash: u32,
    key: K,
    value: V,
}

/// Where a key that was looked for and is not there belongs, until the table changes.
pub struct Gap<K, I> {
    fns: KeyFns<K, I>,
    hash: u32,
    image: I,
}

impl<K, V, I> Default for Slots<K, V, I> {
    fn default() -> Self {
        Slots {
            index: Index::default(),
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
        self.seek(hash, |kept, kept_image| Kind::same(key, image, kept, kept_image))
    }

    /// The slot of `key`; if it is not there, it gets one and has what `init` gives.
    #[inline]
    pub fn slot<Q, Kind>(&mut self, _: Kind, key: Q, init: impl FnOnce() -> V) -> u32
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        let (hash, image) = Kind::look(&key, &self.seed);
        match self.seek(hash, |kept, kept_image| Kind::same(&key, image, kept, kept_image)) {
            Some(slot) => slot,
            None => {
                self.fns.get_or_insert_with(KeyFns::of::<Q, Kind>);
                self.insert(Entry { image, hash, key: Kind::own(key), value: init() })
            }
        }
    }

    /// Takes a packet in: for each of its records the slot of its key, as [`Slots::slot`], and the record, given to `each`.
    pub fn unpack<T>(
        &mut self,
        Packet { fns, entries, .. }: Packet<K, T, I>,
        init: impl Fn() -> V,
        mut each: impl FnMut(&mut Self, u32, T),
    ) {
        self.fns.get_or_insert(fns);
        for (key, record) in entries {
            let (hash, image) = (fns.look)(&key, &self.seed);
            let same = |kept: &K, kept_image| (fns.same)(&key, image, kept, kept_image);
            let slot = match self.seek(hash, same) {
                Some(slot) => slot,
                None => self.insert(Entry { image, hash, key, value: init() }),
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
        found.ok_or_else(|| Gap { fns: KeyFns::of::<Q, Kind>(), hash, image })
    }

    /// Gives a key that was looked for and is not there a slot.
    #[inline]
    pub fn settle(&mut self, Gap { fns, hash, image }: Gap<K, I>, key: K, value: V) -> u32 {
        self.fns.get_or_insert(fns);
        self.insert(Entry { image, hash, key, value })
    }

    /// As [`Slots::settle`]; but where the table has to grow and at least half of its keys are `idle`, those go instead.
    #[inline]
    pub fn settle_for(&mut self, gap: Gap<K, I>, key: K, value: V, idle: impl Fn(&V) -> bool) -> u32 {
        if self.free.is_empty() && !self.index.has_room(self.entries.len()) {
            self.sweep(idle);
        }
        self.settle(gap, key, value)
    }

    /// Empties the slots that are `idle`, if they are at least half of all.
    #[cold]
    fn sweep(&mut self, idle: impl Fn(&V) -> bool) {
        let is_idle = |entry: &Option<Entry<K, V, I>>| entry.as_ref().is_some_and(|entry| idle(&entry.value));
        let many = self.entries.iter().filter(|entry| is_idle(entry)).count();
        if many == 0 || many < self.entries.len() - many {
            return;
        }
        for (slot, entry) in self.entries.iter_mut().enumerate().filter(|(_, entry)| is_idle(entry)) {
            *entry = None;
            self.free.push(slot as u32);
        }
        let held = self.entries.iter().enumerate();
        let held = held.filter_map(|(number, entry)| Some((number, entry.as_ref()?.hash)));
        // It stays as large as it is: one of the numbers is given to the key that is to come.
        self.index.refill(self.entries.len() - 1, held);
    }

    /// The key of the slot once more and what it has, to be changed; only where a copy of the key costs nothing.
    #[inline]
    pub fn again(&mut self, slot: u32) -> Option<(K, &mut V)> {
        let entry = self.entries.get_mut(slot as usize)?.as_mut()?;
        Some(((self.fns.as_ref()?.again)(&entry.key)?, &mut entry.value))
    }

    /// Takes a packet in: each of its records is given to `each` with its key and what [`Slots::look`] finds of it.
    pub fn unpack_with<T>(
        &mut self,
        Packet { fns, entries, .. }: Packet<K, T, I>,
        mut each: impl FnMut(&mut Self, Result<u32, Gap<K, I>>, K, T),
    ) {
        for (key, record) in entries {
            let (hash, image) = (fns.look)(&key, &self.seed);
            let found = self.seek(hash, |kept, kept_image| (fns.same)(&key, image, kept, kept_image));
            each(self, found.ok_or(Gap { fns, hash, image }), key, record);
        }
    }

    /// Takes all keys out: what `parts` makes of each, in parcels to the workers that own them.
    pub fn pack<T, P: IntoIterator<Item = (K, T)>>(
        &mut self,
        workers: usize,
        mut parts: impl FnMut(K, V) -> P,
    ) -> Vec<Vec<Packet<K, T, I>>> {
        self.index.clear(self.len());
        self.free = Vec::new();
        let entries = self.entries.drain(..).flatten();
        deal(self.fns, workers, entries.flat_map(|entry| parts(entry.key, entry.value)))
    }

    #[inline(always)]
    fn seek(&self, hash: u32, same: impl Fn(&K, I) -> bool) -> Option<u32> {
        let visit = |number: usize| {
            let entry = self.entries.get(number)?.as_ref()?;
            same(&entry.key, entry.image).then_some(number as u32)
        };
        self.index.find(hash, visit)
    }

    #[inline(never)]
    fn insert(&mut self, entry: Entry<K, V, I>) -> u32 {
        let number = self.free.pop().map_or(self.entries.len(), |number| number as usize);
        if !self.index.has_room(number) {
            let held = self.entries.iter().enumerate();
            let held = held.filter_map(|(number, entry)| Some((number, entry.as_ref()?.hash)));
            self.index.refill(self.entries.len(), held);
        }
        self.index.place(entry.hash, number);
        match self.entries.get_mut(number) {
            Some(free) => *free = Some(entry),
            None => self.entries.push(Some(entry)),
        }
        number as u32
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
        let entries = &self.entries;
        let hash_of = |number: usize| entries[number].as_ref().map_or(0, |entry| entry.hash);
        self.index.remove(entry.hash, slot as usize, hash_of);
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
