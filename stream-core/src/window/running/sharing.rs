//! How the records of a batch get to the workers that own their keys.

use super::{Kept, RunningWindows};
use crate::exchange::Exchange;
use crate::keyed::{Entries, Outbox, Packet};
use crate::window::Aggregate;
use crate::window::marks::Marks;

/// What one worker has for another.
pub enum RunningParcel<K, S, I> {
    /// How many keys it held before this batch.
    Holds(usize),
    /// States of keys that the other owns.
    States(Packet<K, Kept<S>, I>),
}

impl<K, S, I: Copy + Default> RunningWindows<K, S, I> {
    /// Moves what this batch brought to the workers that own the keys. With one worker it returns at once. What has come is merged
    /// by the `emit` that follows.
    ///
    /// # Cancel safety
    /// As [`Exchange::all_to_all`].
    #[inline]
    pub fn exchange<'a, G: Aggregate<State = S>>(
        &'a mut self,
        exchange: &'a mut Exchange<RunningParcel<K, S, I>>,
        _: &G,
    ) -> impl Future<Output = ()> + use<'a, K, S, I, G> {
        async move {
            if exchange.is_alone() {
                return;
            }
            let parcels = self.pack(exchange.worker(), exchange.workers());
            let arrived = exchange.all_to_all(parcels).await;
            self.elsewhere = 0;
            for parcel in arrived.into_iter().flatten() {
                match parcel {
                    RunningParcel::Holds(keys) => self.elsewhere += keys,
                    RunningParcel::States(packet) => self.arrived.push(packet),
                }
            }
        }
    }

    fn pack(&mut self, me: usize, workers: usize) -> Vec<Vec<RunningParcel<K, S, I>>> {
        if self.owned.is_none() {
            // The batch was not known to move.
            self.marks = Marks::default();
        }
        let held = self.owned.get_or_insert_with(Entries::new).len();
        self.sharing.decide(self.table.len(), workers);
        let others = |owner| (owner != me).then_some(RunningParcel::Holds(held));
        let mut parcels: Vec<Vec<_>> =
            (0..workers).map(|owner| others(owner).into_iter().collect()).collect();
        let states = self.table.pack(workers);
        let raw = self.raw.as_mut().map(Outbox::take).unwrap_or_default();
        for (owner, packets) in states.into_iter().enumerate().chain(raw.into_iter().enumerate()) {
            parcels[owner].extend(packets.into_iter().map(RunningParcel::States));
        }
        parcels
    }

    /// Merges the states that have come into those that are held.
    pub(super) fn merge_arrived<G: Aggregate<State = S>>(&mut self, aggregate: &G) {
        let horizon = self.horizon;
        let Some(owned) = &mut self.owned else { return };
        let merge = |kept: &mut Kept<S>, came: Kept<S>| {
            if horizon.is_some_and(|horizon| kept.last <= horizon) {
                *kept = came;
            } else {
                aggregate.merge(&mut kept.state, came.state);
                kept.last = kept.last.max(came.last);
            }
        };
        for packet in self.arrived.drain(..) {
            owned.unpack(packet, |came| came, merge, |entry| _ = self.marks.touch(entry));
        }
    }
}
