//! How the records of a batch get to the workers that own their keys: as states by window, or each as the state of one record.

use super::ahead::WAITING;
use super::open_windows::OpenWindow;
use super::{Fixed, tracks};
use crate::exchange::Exchange;
use crate::keyed::Packet;
use crate::keyed::key::KeyKind;
use crate::window::Aggregate;
use crate::window::assign::Assign;

/// The states that one worker has for another, of one window.
pub struct Parcel<K, S, I> {
    /// The number of the window.
    number: u64,
    packet: Packet<K, S, I>,
}

impl<K, S, I: Copy + Default, W: Assign> Fixed<K, S, I, W> {
    /// Adds a record, as its state, to what goes to the owner of its key. What is for this worker is taken in as soon as there is enough of it.
    #[inline(always)]
    pub(super) fn send<Q, Kind, G>(
        &mut self,
        slot: usize,
        workers: usize,
        kind: Kind,
        key: Q,
        state: S,
        aggregate: &G,
    ) where
        Kind: KeyKind<Q, Owned = K, Image = I>,
        G: Aggregate<State = S>,
    {
        let owner = Kind::group(&key).owner(workers);
        if self.windows.at(slot).raw.is_empty() {
            self.provide(slot, workers, kind);
        }
        // For all workers alike: whose the next record is cannot be foreseen.
        let packet = &mut self.windows.at_mut(slot).raw[owner];
        packet.push(Kind::own(key), state);
        if packet.len().is_multiple_of(WAITING) && owner == self.me {
            self.take_in_own(slot, aggregate);
        }
    }

    /// Takes in what waits for a window and is for this worker.
    #[inline(never)]
    fn take_in_own<G: Aggregate<State = S>>(&mut self, slot: usize, aggregate: &G) {
        let OpenWindow { number, raw, .. } = self.windows.at_mut(slot);
        let (number, mut raw) = (*number, std::mem::take(raw));
        self.merge(number, &mut raw[self.me], aggregate);
        self.windows.at_mut(slot).raw = raw;
    }

    /// Makes a packet for each worker.
    #[cold]
    #[inline(never)]
    fn provide<Q, Kind>(&mut self, slot: usize, workers: usize, kind: Kind)
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        let room = |owner| if owner == self.me { None } else { self.rooms.pop() };
        let packets = (0..workers).map(room).map(|room| Packet::new(kind, room.unwrap_or_default()));
        self.windows.at_mut(slot).raw.extend(packets);
    }

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
            let parcels = self.pack(exchange.worker(), exchange.workers());
            let arrived = exchange.all_to_all(parcels).await.into_iter().flatten();
            self.arrived.extend(arrived);
        }
    }

    fn pack(&mut self, me: usize, workers: usize) -> Vec<Vec<Parcel<K, S, I>>> {
        self.be_one_of(me, workers);
        self.windows.settle();
        let mut parcels: Vec<_> = (0..workers).map(|_| Vec::new()).collect();
        let (mut entries, mut tables) = (0, Vec::new());
        while let Some(slot) = self.windows.first() {
            let window = self.windows.at_mut(slot);
            let number = window.number;
            entries += window.table.len();
            let packed = window.table.pack(workers);
            for (owner, packets) in packed.into_iter().enumerate() {
                parcels[owner].extend(packets.into_iter().map(|packet| Parcel { number, packet }));
            }
            for (owner, packet) in window.raw.drain(..).enumerate().filter(|(_, packet)| !packet.is_empty()) {
                parcels[owner].push(Parcel { number, packet });
            }
            self.windows.forget(slot);
            tables.push(self.windows.release(slot));
        }
        self.windows.restock(tables);
        self.sharing.decide(entries, workers);
        self.special = self.sharing.raw.is_some() || self.sharing.counts();
        parcels
    }

    /// Merges the states that have come into those that are held.
    pub(super) fn merge_arrived<G: Aggregate<State = S>>(&mut self, aggregate: &G) {
        if self.owned.is_none() {
            return;
        }
        // As much as comes in a batch goes in the next one.
        self.rooms.clear();
        for Parcel { number, mut packet } in std::mem::take(&mut self.arrived) {
            let used = packet.len();
            self.merge(number, &mut packet, aggregate);
            if used > WAITING {
                self.rooms.push(packet.into_room(used));
            }
        }
    }

    /// Merges the states in a packet, which is empty then, into those that are held of a window.
    fn merge<G: Aggregate<State = S>>(&mut self, number: u64, packet: &mut Packet<K, S, I>, aggregate: &G) {
        let Some(owned) = &mut self.owned else { return };
        let window = self.assign.window(number);
        let slot = owned.reach(number, || window);
        let OpenWindow { table, marks, .. } = owned.at_mut(slot);
        let tracked = self.policy.fires_again() && tracks(&self.policy, window, self.passed);
        let mut first = false;
        let touched = |entry| first |= tracked && marks.touch(entry);
        table.absorb_packet(packet, |state, other| aggregate.merge(state, other), touched);
        if first {
            self.changed.push(number);
        }
    }
}
