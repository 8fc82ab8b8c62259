//! A table holds one accumulator for each key of a batch, in the order in which the keys were first
//! seen. It is drained at the end of the batch and keeps its memory for the next.

use crate::exchange::Exchange;

use super::entries::Entries;
use super::key::KeyKind;
use super::packet::{Packet, deal};

/// The accumulators `A` of the keys `K`; `I` is the [image](KeyKind::Image) of a key.
///
/// The same kind has to be used throughout the life of a table.
pub struct Table<K, A, I> {
    /// A value is `None` only while a closure of the user has it, and for ever if that panics.
    entries: Entries<K, Option<A>, I>,
}

impl<K, A, I> Default for Table<K, A, I> {
    fn default() -> Self {
        Table { entries: Entries::default() }
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
        self.entries.enter(kind, key, value, Some, |slot, value| combine(slot, value, &mut f));
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
        self.entries.enter(kind, key, (init, f), |(init, f)| Some(f(init())), apply);
    }

    /// Changes by `f` what the key has, from its default where it has nothing.
    #[inline]
    pub(super) fn update<Q, Kind, F>(&mut self, kind: Kind, key: Q, f: F)
    where
        A: Default,
        F: FnOnce(&mut A),
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        let new = |f: F| {
            let mut value = A::default();
            f(&mut value);
            Some(value)
        };
        self.entries.enter(kind, key, f, new, |slot, f| f(slot.get_or_insert_default()));
    }

    /// Sets the accumulator of a key that is not in the table and does not come again before it is
    /// drained.
    pub fn push_unique(&mut self, key: K, value: A) {
        self.entries.push_unique(key, Some(value));
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
    pub fn drain(&mut self) -> impl Iterator<Item = (K, A)> {
        self.entries.drain().filter_map(|(key, value)| Some((key, value?)))
    }

    /// All keys, in parcels to the workers that own them.
    fn pack(&mut self, workers: usize) -> Vec<Vec<Packet<K, A, I>>> {
        deal(self.entries.fns(), workers, self.drain())
    }

    fn unpack(&mut self, packet: Packet<K, A, I>, merge: &mut impl FnMut(A, A) -> A) {
        let change = |slot: &mut Option<A>, value| combine(slot, value, &mut *merge);
        self.entries.unpack(packet, Some, change, |_| ());
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
