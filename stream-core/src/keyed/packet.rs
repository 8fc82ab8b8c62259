//! A packet is what one worker sends to another: keys with what it has for them.

use super::ahead::SightFn;
use super::key::{KeyFns, KeyKind};

/// Keys and what one worker has for them, for the worker that owns them.
pub struct Packet<K, A, I> {
    pub(super) fns: KeyFns<K, I>,
    /// How many keys at once are looked at among entries with values of this type, where the kind is known.
    pub(super) sight: Option<SightFn<K, A, I>>,
    pub(super) entries: Vec<(K, A)>,
}

impl<K, A, I: Copy + Default> Packet<K, A, I> {
    /// A packet for keys of this kind, with the memory of a list that is empty.
    pub fn new<Q, Kind>(_: Kind, room: Vec<(K, A)>) -> Self
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        let sight = Some(super::ahead::sight::<K, A, I, Kind::Kept> as SightFn<K, A, I>);
        Packet { fns: KeyFns::of::<Q, Kind>(), sight, entries: room }
    }

    /// How many keys are in it.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Adds a key and what there is for it.
    #[inline]
    pub fn push(&mut self, key: K, value: A) {
        self.entries.push((key, value));
    }

    /// Its memory, what is in it being dropped. If hardly any was used, half of it.
    pub fn into_room(mut self, used: usize) -> Vec<(K, A)> {
        self.entries.clear();
        if used < self.entries.capacity() / 16 {
            self.entries.shrink_to(self.entries.capacity() / 2);
        }
        self.entries
    }
}

/// Deals the pairs out to the workers that own the [groups](crate::state::Group) of their keys: a parcel for each worker, of one packet
/// or none.
pub(super) fn deal<K, A, I>(
    fns: Option<KeyFns<K, I>>,
    workers: usize,
    pairs: impl Iterator<Item = (K, A)>,
) -> Vec<Vec<Packet<K, A, I>>> {
    let mut parcels: Vec<_> = (0..workers).map(|_| Vec::new()).collect();
    let Some(fns) = fns else { return parcels };
    for (key, value) in pairs {
        let parcel: &mut Vec<Packet<_, _, _>> = &mut parcels[(fns.group)(&key).owner(workers)];
        if parcel.is_empty() {
            parcel.push(Packet { fns, sight: None, entries: Vec::new() });
        }
        parcel[0].entries.push((key, value));
    }
    parcels
}
