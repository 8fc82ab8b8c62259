//! A packet is what one worker sends to another: keys with what it has for them.

use super::key::KeyFns;

/// Keys and what one worker has for them, for the worker that owns them.
pub struct Packet<K, A, I> {
    pub(super) fns: KeyFns<K, I>,
    pub(super) entries: Vec<(K, A)>,
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
            parcel.push(Packet { fns, entries: Vec::new() });
        }
        parcel[0].entries.push((key, value));
    }
    parcels
}
