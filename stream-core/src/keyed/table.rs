//! A table holds one accumulator for each key of a batch, in the order in which the keys were first
//! seen. It is drained at the end of the batch and keeps its memory for the next.

use crate::exchange::Exchange;

use super::index::{Index, Vacant};
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

/// The keys of a table and their accumulators, by first sight.
pub struct Drain<'a, K, A, I>(std::vec::Drain<'a, Entry<K, A, I>>);

impl<K, A, I> Iterator for Drain<'_, K, A, I> {
    type Item = (K, A);

    #[inline]
    fn next(&mut self) -> Option<(K, A)> {
        self.0.by_ref().find_map(|entry| Some((entry.key, entry.value?)))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, self.0.size_hint().1)
    }
}

/// Where an entry that is not there belongs.
struct Place<I> {
    vacant: Vacant,
    image: I,
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
        if let Err((place, value)) = self.seek(kind, &key, value, |slot, value| combine(slot, value, &mut f))
        {
            self.insert(kind, place, key, value);
        }
    }

    /// Replaces what the key has, from `init` where it has nothing, by what `f` makes of it.
    #[inline]
    pub fn fold<Q, Kind, F>(&mut self, kind: Kind, key: Q, init: impl FnOnce() -> A, f: F)
    where
        F: FnOnce(A) -> A,
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        let apply =
            |slot: &mut Option<A>, (init, f): (_, F)| *slot = Some(f(slot.take().unwrap_or_else(init)));
        if let Err((place, (init, f))) = self.seek(kind, &key, (init, f), apply) {
            self.insert(kind, place, key, f(init()));
        }
    }

    /// Changes by `f` what the key has, from its default where it has nothing.
    #[inline]
    pub(super) fn update<Q, Kind, F>(&mut self, kind: Kind, key: Q, f: F)
    where
        A: Default,
        F: FnOnce(&mut A),
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        if let Err((place, f)) = self.seek(kind, &key, f, |slot, f| f(slot.get_or_insert_default())) {
            let mut value = A::default();
            f(&mut value);
            self.insert(kind, place, key, value);
        }
    }

    /// Sets the accumulator of a key that is not in the table and does not come again before it is
    /// drained.
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

    /// Takes all keys out, by first sight; those that are not asked for are dropped. A table of which
    /// little was used gives half its memory back.
    pub fn drain(&mut self) -> Drain<'_, K, A, I> {
        self.index.clear(self.entries.len());
        if self.entries.len() < self.entries.capacity() / 16 {
            self.entries.shrink_to(self.entries.capacity() / 2);
        }
        Drain(self.entries.drain(..))
    }

    /// Finds the entry of `key` and does `change` to its value with `with`.
    ///
    /// # Errors
    /// There is no entry: gives back `with`, and what is needed to insert one.
    #[inline(always)]
    fn seek<Q, Kind, T>(
        &mut self,
        _: Kind,
        key: &Q,
        with: T,
        change: impl FnOnce(&mut Option<A>, T),
    ) -> Result<(), (Place<I>, T)>
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        let (hash, image) = Kind::look(key, &self.seed);
        self.seek_by(hash, image, |kept, kept_image| Kind::same(key, image, kept, kept_image), with, change)
    }

    /// As [`Table::seek`], with the hash, the image and the comparison at hand.
    #[inline(always)]
    fn seek_by<T>(
        &mut self,
        hash: u32,
        image: I,
        same: impl Fn(&K, I) -> bool,
        with: T,
        change: impl FnOnce(&mut Option<A>, T),
    ) -> Result<(), (Place<I>, T)> {
        let mut work = Some((with, change));
        let visit = |entry: usize| {
            let entry = self.entries.get_mut(entry)?;
            if !same(&entry.key, entry.image) {
                return None;
            }
            let (with, change) = work.take()?;
            change(&mut entry.value, with);
            Some(())
        };
        match (self.index.find(hash, visit), work) {
            (Err(vacant), Some((with, _))) => Err((Place { vacant, image }, with)),
            _ => Ok(()),
        }
    }

    #[cold]
    #[inline(never)]
    fn insert<Q, Kind>(&mut self, _: Kind, place: Place<I>, key: Q, value: A)
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        self.fns.get_or_insert_with(KeyFns::of::<Q, Kind>);
        self.push(place, Kind::own(key), value);
    }

    fn push(&mut self, Place { vacant, image }: Place<I>, key: K, value: A) {
        let look = |fns: KeyFns<_, _>, entry: usize| (fns.look)(&self.entries[entry].key, &self.seed).0;
        let hash_of = |entry: usize| self.fns.map_or(0, |fns| look(fns, entry));
        self.index.enter(vacant, self.entries.len(), hash_of);
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
            let same = |kept: &K, kept_image| (fns.same)(&key, image, kept, kept_image);
            let change = |slot: &mut Option<A>, value| combine(slot, value, &mut *merge);
            if let Err((place, value)) = self.seek_by(hash, image, same, value, change) {
                self.push(place, key, value);
            }
        }
    }
}

/// Combines `value` by `f` with what `slot` holds.
#[inline(always)]
fn combine<A>(slot: &mut Option<A>, value: A, mut f: impl FnMut(A, A) -> A) {
    match slot.take() {
        Some(before) => *slot = Some(f(before, value)),
        None => refill(slot, value),
    }
}

/// A closure that panicked has taken what the slot held.
#[cold]
fn refill<A>(slot: &mut Option<A>, value: A) {
    *slot = Some(value);
}

impl<K, V, I: Copy + Default> Table<K, Vec<V>, I> {
    /// Adds `value` to the values of the key.
    #[inline]
    pub fn group<Q, Kind>(&mut self, kind: Kind, key: Q, value: V)
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        self.update(kind, key, |values| values.push(value));
    }
}

impl<K, I: Copy + Default> Table<K, u64, I> {
    /// Counts one more of the key.
    #[inline]
    pub fn count<Q, Kind>(&mut self, kind: Kind, key: Q)
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        self.update(kind, key, |count| *count += 1);
    }
}

impl<K, I: Copy + Default> Table<K, (), I> {
    /// Enters the key, once.
    #[inline]
    pub fn insert_key<Q, Kind>(&mut self, kind: Kind, key: Q)
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        self.update(kind, key, |()| ());
    }
}

/// Merges the values that two workers have for a key.
pub fn append<V>(mut left: Vec<V>, mut right: Vec<V>) -> Vec<V> {
    left.append(&mut right);
    left
}
