//! How the records of a batch get to the workers that own their keys.

use super::{Kept, RunningWindows, horizon};
use crate::exchange::Exchange;
use crate::keyed::{Entries, Outbox, Packet};
use crate::time::Timestamp;
use crate::window::Aggregate;
use crate::window::marks::Marks;

/// What one worker has for another.
pub enum RunningParcel<K, S, I> {
    /// How many keys it held before this batch.
    Holds(usize),
    /// States of keys that the other owns.
    States(Packet<K, Kept<S>, I>),
    /// States of one record each, with the time by which it is judged what it finds.
    Records(Packet<K, (Timestamp, Kept<S>), I>),
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
            self.arrived.extend(exchange.all_to_all(parcels).await.into_iter().flatten());
        }
    }

    fn pack(&mut self, me: usize, workers: usize) -> Vec<Vec<RunningParcel<K, S, I>>> {
        if self.owned.is_none() {
            // The batch was not known to move.
            self.marks = Marks::default();
        }
        let held = self.owned.get_or_insert_with(Entries::new).len();
        self.apart = (self.ttl.is_some() && !self.by_clock).then_some(workers);
        self.sharing.decide(self.table.len(), workers);
        let others = |owner| (owner != me).then_some(RunningParcel::Holds(held));
        let mut parcels: Vec<Vec<_>> =
            (0..workers).map(|owner| others(owner).into_iter().collect()).collect();
        for (owner, packets) in self.table.pack(workers).into_iter().enumerate() {
            parcels[owner].extend(packets.into_iter().map(RunningParcel::States));
        }
        let raw = self.raw.as_mut().map(Outbox::take).unwrap_or_default();
        for (owner, packets) in raw.into_iter().enumerate() {
            parcels[owner].extend(packets.into_iter().map(RunningParcel::Records));
        }
        parcels
    }

    /// Merges what has come into the states that are held.
    pub(super) fn merge_arrived<G: Aggregate<State = S>>(&mut self, aggregate: &G) {
        let (ttl, passed, by_clock) = (self.ttl, self.passed, self.by_clock);
        let Some(owned) = &mut self.owned else { return };
        let merge = |kept: &mut Kept<S>, now: Timestamp, came: Kept<S>| {
            if horizon(ttl, now).is_some_and(|horizon| kept.last <= horizon) {
                *kept = came;
            } else {
                aggregate.merge(&mut kept.state, came.state);
                kept.last = kept.last.max(came.last);
            }
        };
        // By watermarks, states move only in the first batch, in which no owner holds a key.
        let merge_state = |kept: &mut Kept<S>, came: Kept<S>| {
            let now = if by_clock { came.last } else { passed };
            merge(kept, now, came);
        };
        self.elsewhere = 0;
        for parcel in self.arrived.drain(..) {
            let touched = |entry| _ = self.marks.touch(entry);
            match parcel {
                RunningParcel::Holds(keys) => self.elsewhere += keys,
                RunningParcel::States(packet) => owned.unpack(packet, |came| came, merge_state, touched),
                RunningParcel::Records(packet) => {
                    let merge = |kept: &mut _, (now, came)| merge(kept, now, came);
                    owned.unpack(packet, |(_, came)| came, merge, touched);
                }
            }
        }
    }
}
