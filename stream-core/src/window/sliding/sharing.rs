//! With several workers: how the records of a batch get to the workers that own their keys.
//!
//! As a rule each worker aggregates its own records, and the states move. Where hardly any key repeats within a batch that is work
//! without a gain: then each record moves, as the state of one record.

use std::cell::RefCell;

use super::held::{Held, Place};
use super::{Extent, Panes, Sliding, one};
use crate::exchange::Exchange;
use crate::keyed::key::KeyKind;
use crate::keyed::{Entries, Outbox, Packet};
use crate::window::Aggregate;

/// What workers send each other: the panes of keys.
pub struct SlidingPacket<K, S, I>(Packet<K, Held<S>, I>);

/// After so many batches of records, states are tried again.
const PAUSE: u32 = 15;

/// The records of a batch.
pub(super) struct Sharing<K, S, I> {
    held: Entries<K, Held<S>, I>,
    outbox: Outbox<K, Held<S>, I>,
    workers: usize,
    /// How many records went into `held`.
    records: usize,
    /// For so many batches to come records move as they are.
    pause: u32,
}

impl<K, S, I: Copy + Default> Sharing<K, S, I> {
    pub(super) fn add<Q, Kind, G>(&mut self, kind: Kind, key: Q, place: Place, input: G::In, aggregate: &G)
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
        G: Aggregate<State = S>,
    {
        if self.pause > 0 {
            let mut held = Held::empty(aggregate.init());
            held.put(place, one(input, aggregate), |_, _| {});
            return self.outbox.push(kind, key, held);
        }
        self.records += 1;
        let put = |held: &mut Held<S>, input| match place {
            Place::Pane(pane) if held.has(pane) => aggregate.add(held.state(), input),
            _ => held.put(place, one(input, aggregate), |state, other| aggregate.merge(state, other)),
        };
        self.held.upsert(kind, key, input, || Held::empty(aggregate.init()), put);
    }

    fn pack(&mut self) -> Vec<Vec<SlidingPacket<K, S, I>>> {
        self.pause = self.pause.saturating_sub(1);
        if self.held.len() > self.records / 2 {
            self.pause = PAUSE;
        }
        self.records = 0;
        self.outbox.append(self.held.pack(self.workers));
        let wrap = |packets: Vec<_>| packets.into_iter().map(SlidingPacket).collect();
        let mut parcels: Vec<_> = self.outbox.take().into_iter().map(wrap).collect();
        parcels.resize_with(self.workers, Vec::new);
        parcels
    }
}

impl<K, S, I: Copy + Default, W: Panes> Sliding<K, S, I, W> {
    /// Moves what this batch brought to the workers that own the keys. With one worker it returns at once. What has come is merged by
    /// the `close` or `emit` that follows.
    ///
    /// # Cancel safety
    /// As [`Exchange::all_to_all`].
    pub fn exchange<'a, G: Aggregate<State = S>>(
        &'a mut self,
        exchange: &'a mut Exchange<SlidingPacket<K, S, I>>,
        _: &G,
    ) -> impl Future<Output = ()> + use<'a, K, S, I, W, G> {
        async move {
            if exchange.is_alone() {
                return;
            }
            if self.sharing.is_none() {
                self.begin_sharing(exchange.workers());
            }
            if let Some(sharing) = &mut self.sharing {
                let parcels = sharing.pack();
                self.arrived.extend(exchange.all_to_all(parcels).await.into_iter().flatten());
            }
        }
    }

    /// There are other workers: what came in so far is only a part.
    fn begin_sharing(&mut self, workers: usize) {
        let held = std::mem::take(&mut self.held);
        self.sharing =
            Some(Sharing { held, outbox: Outbox::new(workers), workers, records: usize::MAX / 2, pause: 0 });
        self.special = true;
        self.extent = Extent::NOTHING;
        self.changed.clear();
    }

    /// Merges what other workers have sent.
    pub(super) fn take_in<G: Aggregate<State = S>>(&mut self, aggregate: &G) {
        let (places, mut tracked) = (RefCell::new(Vec::new()), Vec::new());
        for SlidingPacket(packet) in std::mem::take(&mut self.arrived) {
            let init = |held: Held<S>| {
                places.borrow_mut().extend(held.places());
                held
            };
            let merge = |held: &mut Held<S>, parts: Held<S>| {
                for (place, state) in parts.into_parts() {
                    places.borrow_mut().push(place);
                    held.put(place, state, |state, other| aggregate.merge(state, other));
                }
            };
            let touched = |entry| tracked.extend(places.borrow_mut().drain(..).map(|place| (entry, place)));
            self.held.unpack(packet, init, merge, touched);
        }
        for (entry, place) in tracked {
            self.extent.note_place(place);
            self.track(entry, place);
        }
    }
}
