//! Records on their way to the workers that own their keys.

use super::key::{KeyFns, KeyKind};
use super::packet::Packet;
use crate::exchange::Exchange;

/// The records of a batch that have to move.
pub struct Outbox<K, T, I> {
    /// For each worker none or one; empty where there is one worker.
    parcels: Vec<Vec<Packet<K, T, I>>>,
    workers: usize,
    /// The key of a record that comes next, and its owner.
    addressed: Option<(usize, KeyFns<K, I>, K)>,
}

impl<K, T, I> Outbox<K, T, I> {
    /// For this many workers, at least 1.
    pub fn new(workers: usize) -> Self {
        Outbox { parcels: Vec::new(), workers, addressed: None }
    }

    /// Whether there is one worker, so that nothing has to move.
    #[inline]
    pub fn is_idle(&self) -> bool {
        self.workers == 1
    }

    /// Adds a record for the owner of `key`.
    pub fn push<Q, Kind>(&mut self, kind: Kind, key: Q, record: T)
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        self.address(kind, key);
        self.send(record);
    }

    /// The next record is for the owner of `key`, which the record may lend.
    pub fn address<Q, Kind>(&mut self, _: Kind, key: Q)
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        let owner = Kind::group(&key).owner(self.workers);
        self.addressed = Some((owner, KeyFns::of::<Q, Kind>(), Kind::own(key)));
    }

    /// Adds the record whose key was said before; without a key it does nothing.
    pub fn send(&mut self, record: T) {
        let Some((owner, fns, key)) = self.addressed.take() else { return };
        self.parcels.resize_with(self.workers, Vec::new);
        if self.parcels[owner].is_empty() {
            self.parcels[owner].push(Packet { fns, sight: None, entries: Vec::new() });
        }
        self.parcels[owner][0].entries.push((key, record));
    }

    /// Adds what [`Slots::pack`](super::Slots::pack) gave.
    pub fn append(&mut self, parcels: Vec<Vec<Packet<K, T, I>>>) {
        self.parcels.resize_with(self.workers, Vec::new);
        for (parcel, more) in self.parcels.iter_mut().zip(parcels) {
            parcel.extend(more);
        }
    }

    /// Takes all records out: for each worker a parcel of one packet or none, or no parcels where there is no record.
    pub fn take(&mut self) -> Vec<Vec<Packet<K, T, I>>> {
        std::mem::take(&mut self.parcels)
    }

    /// Sends all records and gives those that are this worker's, in the order of the workers that sent them.
    ///
    /// # Cancel safety
    /// As [`Exchange::all_to_all`].
    pub async fn exchange(
        &mut self,
        exchange: &mut Exchange<Packet<K, T, I>>,
    ) -> impl Iterator<Item = Packet<K, T, I>> + use<K, T, I> {
        let mut parcels = std::mem::take(&mut self.parcels);
        parcels.resize_with(self.workers, Vec::new);
        exchange.all_to_all(parcels).await.into_iter().flatten()
    }
}
