//! How the records of a batch get to the workers that own their keys: as states by window, or each as the state of one record.

use super::open_windows::{OpenWindow, OpenWindows};
use super::{Fixed, tracks};
use crate::exchange::Exchange;
use crate::keyed::key::KeyKind;
use crate::keyed::{Outbox, Packet};
use crate::window::Aggregate;
use crate::window::assign::Assign;

/// The states that one worker has for another, of one window.
pub struct Parcel<K, S, I> {
    /// The number of the window.
    number: u64,
    packet: Packet<K, S, I>,
}

impl<K, S, I: Copy + Default> OpenWindow<K, S, I> {
    /// Sends a record to the owner of its key when the batch ends.
    pub(super) fn send<Q, Kind>(&mut self, workers: usize, kind: Kind, key: Q, state: S)
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        self.raw.get_or_insert_with(|| Outbox::new(workers)).push(kind, key, state);
    }
}

impl<K, S, I: Copy + Default, W: Assign> Fixed<K, S, I, W> {
    /// Moves what this batch brought to the workers that own the keys. With one worker it returns at once. What has come is merged by
    /// the `close` or `emit` that follows.
    ///
    /// # Cancel safety
    /// As [`Exchange::all_to_all`].
    #[inline]
    pub fn exchange<'a, G: Aggregate<State = S>>(
        &'a mut self,
        exchange: &'a mut Exchange<Parcel<K, S, I>>,
        _: &G,
    ) -> impl Future<Output = ()> + use<'a, K, S, I, W, G> {
        async move {
            if exchange.is_alone() {
                return;
            }
            let parcels = self.pack(exchange.workers());
            let arrived = exchange.all_to_all(parcels).await.into_iter().flatten();
            self.arrived.extend(arrived);
        }
    }

    fn pack(&mut self, workers: usize) -> Vec<Vec<Parcel<K, S, I>>> {
        self.owned.get_or_insert_with(OpenWindows::new);
        self.special = true;
        self.windows.settle();
        let mut parcels: Vec<_> = (0..workers).map(|_| Vec::new()).collect();
        let (mut entries, mut tables) = (0, Vec::new());
        while let Some(slot) = self.windows.first() {
            let window = self.windows.at_mut(slot);
            let number = window.number;
            entries += window.table.len();
            let packed = window.table.pack(workers);
            let sent = window.raw.as_mut().map(Outbox::take).unwrap_or_default();
            for (owner, packets) in packed.into_iter().enumerate().chain(sent.into_iter().enumerate()) {
                parcels[owner].extend(packets.into_iter().map(|packet| Parcel { number, packet }));
            }
            self.windows.forget(slot);
            tables.push(self.windows.release(slot));
        }
        self.windows.restock(tables);
        self.sharing.decide(entries, workers);
        parcels
    }

    /// Merges the states that have come into those that are held.
    pub(super) fn merge_arrived<G: Aggregate<State = S>>(&mut self, aggregate: &G) {
        let Some(owned) = &mut self.owned else { return };
        for Parcel { number, packet } in self.arrived.drain(..) {
            let window = self.assign.window(number);
            let slot = owned.reach(number, || window);
            let OpenWindow { table, marks, .. } = owned.at_mut(slot);
            let tracked = self.policy.fires_again() && tracks(&self.policy, window, self.passed);
            let mut first = false;
            let touched = |entry| first |= tracked && marks.touch(entry);
            table.unpack(packet, |state| state, |state, other| aggregate.merge(state, other), touched);
            if first {
                self.changed.push(number);
            }
        }
    }
}
