//! A table holds one accumulator for each key of a batch, in the order in which the keys were first
//! seen. It is drained at the end of the batch and keeps its memory for the next.

use crate::exchange::Exchange;

use super::index::Index;
use super::key::{KeyFns, KeyKind, Seed};

/// The accumulators `A` of the keys `K`; `I` is the [image](KeyKind::Image) of a key.
///
/// The same kind has to be used throughout the life of a table.
pub struct Table<K, A, I> {
    index: Index,
    entries: Vec<Entry<K, A, I>>,
    seed: Seed,
    /// Known once a key has been seen.
    fns: Option<KeyFns<K, I>>,
}

struct Entry<K, A, I> {
    image: I,
    key: K,
    /// `None` only while a closure of the user has it, and for ever if that panics.
    value: Option<A>,
}

/// What one worker sends to another: accumulators by key.
pub struct Packet<K, A, I> {
    fns: KeyFns<K, I>,
    entries: Vec<(K, A)>,
}

impl<K, A, I> Default for Table<K, A, I> {
    fn default() -> Self {
        Table { index: Index::default(), entries: Vec::new(), seed: Seed::default(), fns: None }
    }
}

impl<K, A, I: Copy + Default> Table<K, A, I> {
    /// A table without keys.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no key.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Combines `value` by `f` with what the key has, or makes it what the key has.
    #[inline]
    pub fn reduce<Q, Kind>(&mut self, kind: Kind, key: Q, value: A, mut f: impl FnMut(A, A) -> A)
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        match self.seek(kind, &key) {
            Ok(entry) => {
                let slot = &mut self.entries[entry].value;
                *slot = Some(match slot.take() {
                    Some(before) => f(before, value),
                    None => value,
                });
            }
            Err(place) => self.insert(kind, place, key, value),
        }
    }

    /// Replaces what the key has, from `init` where it has nothing, by what `f` makes of it.
    #[inline]
    pub fn fold<Q, Kind>(&mut self, kind: Kind, key: Q, init: impl FnOnce() -> A, f: impl FnOnce(A) -> A)
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        match self.seek(kind, &key) {
            Ok(entry) => {
                let slot = &mut self.entries[entry].value;
                *slot = Some(f(slot.take().unwrap_or_else(init)));
            }
            Err(place) => self.insert(kind, place, key, f(init())),
        }
    }

    /// What the key has, from its default where it has nothing.
    #[inline]
    pub(super) fn value<Q, Kind>(&mut self, kind: Kind, key: Q) -> &mut A
    where
        A: Default,
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        let entry = match self.seek(kind, &key) {
            Ok(entry) => entry,
            Err(place) => {
                self.insert(kind, place, key, A::default());
                self.entries.len() - 1
            }
        };
        self.entries[entry].value.get_or_insert_default()
    }

    /// Sets the accumulator of a key that is not in the table. Only [`Table::drain`] sees it: it is
    /// not found when the key comes again.
    pub fn push_unique(&mut self, key: K, value: A) {
        self.entries.push(Entry { image: I::default(), key, value: Some(value) });
    }

    /// Moves every key to the worker that owns its [group](crate::state::Group), where the
    /// accumulators that several workers have for it are combined by `merge`. With one worker it
    /// returns at once.
    ///
    /// # Cancel safety
    /// As [`Exchange::all_to_all`].
    #[inline]
    pub async fn exchange(
        &mut self,
        exchange: &mut Exchange<Packet<K, A, I>>,
        mut merge: impl FnMut(A, A) -> A,
    ) {
        if exchange.is_alone() {
            return;
        }
        let parcels = self.pack(exchange.workers());
        for packet in exchange.all_to_all(parcels).await.into_iter().flatten() {
            self.unpack(packet, &mut merge);
        }
    }

    /// Takes all keys out, by first sight.
    pub fn drain(&mut self) -> impl Iterator<Item = (K, A)> {
        self.index.clear(self.entries.len());
        self.entries.drain(..).filter_map(|entry| Some((entry.key, entry.value?)))
    }

    /// Finds the entry of `key`, or what is needed to insert one.
    #[inline(always)]
    fn seek<Q, Kind>(&self, _: Kind, key: &Q) -> Result<usize, (u32, I)>
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        let (hash, image) = Kind::look(key, &self.seed);
        let same = |entry: &Entry<_, _, _>| Kind::same(key, image, &entry.key, entry.image);
        self.index.find(hash, |entry| self.entries.get(entry).map(same)).ok_or((hash, image))
    }

    #[cold]
    #[inline(never)]
    fn insert<Q, Kind>(&mut self, _: Kind, (hash, image): (u32, I), key: Q, value: A)
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        self.fns.get_or_insert_with(KeyFns::of::<Q, Kind>);
        self.push(hash, image, Kind::own(key), value);
    }

    fn push(&mut self, hash: u32, image: I, key: K, value: A) {
        self.index.enter(hash, self.entries.len());
        self.entries.push(Entry { image, key, value: Some(value) });
    }

    /// All keys, in parcels to the workers that own them.
    fn pack(&mut self, workers: usize) -> Vec<Vec<Packet<K, A, I>>> {
        let mut parcels: Vec<_> = (0..workers).map(|_| Vec::new()).collect();
        let Some(fns) = self.fns else { return parcels };
        for (key, value) in self.drain() {
            let parcel: &mut Vec<Packet<_, _, _>> = &mut parcels[(fns.group)(&key).owner(workers)];
            if parcel.is_empty() {
                parcel.push(Packet { fns, entries: Vec::new() });
            }
            parcel[0].entries.push((key, value));
        }
        parcels
    }

    fn unpack(&mut self, Packet { fns, entries }: Packet<K, A, I>, merge: &mut impl FnMut(A, A) -> A) {
        self.fns.get_or_insert(fns);
        for (key, value) in entries {
            let (hash, image) = (fns.look)(&key, &self.seed);
            let same = |entry: &Entry<_, _, _>| (fns.same)(&key, image, &entry.key, entry.image);
            match self.index.find(hash, |entry| self.entries.get(entry).map(same)) {
                Some(entry) => {
                    let slot = &mut self.entries[entry].value;
                    *slot = Some(match slot.take() {
                        Some(before) => merge(before, value),
                        None => value,
                    });
                }
                None => self.push(hash, image, key, value),
            }
        }
    }
}

impl<K, V, I: Copy + Default> Table<K, Vec<V>, I> {
    /// Adds `value` to the values of the key.
    #[inline]
    pub fn group<Q, Kind>(&mut self, kind: Kind, key: Q, value: V)
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        self.value(kind, key).push(value);
    }
}

impl<K, I: Copy + Default> Table<K, u64, I> {
    /// Counts one more of the key.
    #[inline]
    pub fn count<Q, Kind>(&mut self, kind: Kind, key: Q)
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        *self.value(kind, key) += 1;
    }
}

impl<K, I: Copy + Default> Table<K, (), I> {
    /// Enters the key, once.
    #[inline]
    pub fn insert_key<Q, Kind>(&mut self, kind: Kind, key: Q)
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        if let Err(place) = self.seek(kind, &key) {
            self.insert(kind, place, key, ());
        }
    }
}

/// Merges the values that two workers have for a key.
pub fn append<V>(mut left: Vec<V>, mut right: Vec<V>) -> Vec<V> {
    left.append(&mut right);
    left
}
