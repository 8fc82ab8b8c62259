//! With several workers: how the records of a batch get to the workers that own their keys.
//!
//! As a rule each worker aggregates its own records, and the states move. Where hardly any key repeats within a batch that is work
//! without a gain: then each record moves, as the state of one record.

use std::cell::RefCell;

use super::held::{Held, Place};
use super::{Panes, Sliding, one};
use crate::exchange::Exchange;
use crate::keyed::key::KeyKind;
use crate::keyed::{Entries, Outbox, Packet};
use crate::window::Aggregate;

/// What workers send each other: the panes of keys.
pub struct SlidingPacket<K, S, I>(Packet<K, Parts<S>, I>);

/// What a batch has of one key.
struct Parts<S> {
    first: Option<(Place, S)>,
    /// In order.
    more: Vec<(Place, S)>,
}

/// After so many batches of records, states are tried again.
const PAUSE: u32 = 15;

/// The records of a batch.
pub(super) struct Sharing<K, S, I> {
    held: Entries<K, Parts<S>, I>,
    outbox: Outbox<K, Parts<S>, I>,
    workers: usize,
    /// How many records went into `held`.
    records: usize,
    /// For so many batches to come records move as they are.
    pause: u32,
}

impl<S> Parts<S> {
    const NOTHING: Self = Parts { first: None, more: Vec::new() };

    #[inline]
    fn add<G: Aggregate<State = S>>(&mut self, place: Place, input: G::In, aggregate: &G) {
        match &mut self.first {
            Some((first, state)) if *first == place => aggregate.add(state, input),
            Some(_) => self.add_more(place, input, aggregate),
            None => self.first = Some((place, one(input, aggregate))),
        }
    }

    fn add_more<G: Aggregate<State = S>>(&mut self, place: Place, input: G::In, aggregate: &G) {
        let at = match self.more.last() {
            Some((last, _)) if *last == place => self.more.len() - 1,
            _ => self.more.partition_point(|(other, _)| *other < place),
        };
        match self.more.get_mut(at) {
            Some((other, state)) if *other == place => aggregate.add(state, input),
            _ => self.more.insert(at, (place, one(input, aggregate))),
        }
    }

    fn of(parts: impl IntoIterator<Item = (Place, S)>) -> Self {
        let mut parts = parts.into_iter();
        Parts { first: parts.next(), more: parts.collect() }
    }
}

impl<K, S, I: Copy + Default> Sharing<K, S, I> {
    pub(super) fn add<Q, Kind, G>(&mut self, kind: Kind, key: Q, place: Place, input: G::In, aggregate: &G)
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
        G: Aggregate<State = S>,
    {
        if self.pause > 0 {
            return self.outbox.push(kind, key, Parts::of([(place, one(input, aggregate))]));
        }
        self.records += 1;
        let add = |parts: &mut Parts<S>, input| parts.add(place, input, aggregate);
        self.held.upsert(kind, key, input, || Parts::NOTHING, add);
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
        aggregate: &G,
    ) -> impl Future<Output = ()> + use<'a, K, S, I, W, G> {
        // The aggregate is not held over what is awaited.
        if !exchange.is_alone() && self.sharing.is_none() {
            self.begin_sharing(exchange.workers(), aggregate);
        }
        async move {
            if let Some(sharing) = &mut self.sharing {
                let parcels = sharing.pack();
                self.arrived.extend(exchange.all_to_all(parcels).await.into_iter().flatten());
            }
        }
    }

    /// There are other workers: what came in so far is only a part.
    fn begin_sharing<G: Aggregate<State = S>>(&mut self, workers: usize, aggregate: &G) {
        self.keys.hand_all(aggregate);
        self.keys.columns.close();
        let (mut held, apart) =
            (Entries::new(), RefCell::new(std::mem::take(&mut self.keys.apart).into_iter()));
        let parts = |_| Parts::of(apart.borrow_mut().next().into_iter().flat_map(Held::into_parts));
        let packets = self.keys.rows.pack(1).into_iter().flatten();
        packets.for_each(|packet| held.unpack(packet, parts, |_, _| {}, |_| {}));
        let outbox = Outbox::new(workers);
        self.sharing = Some(Sharing { held, outbox, workers, records: usize::MAX / 2, pause: 0 });
        self.open.forget(None);
        self.stray = i128::MAX;
        self.changed.clear();
    }

    /// Merges what other workers have sent.
    pub(super) fn take_in<G: Aggregate<State = S>>(&mut self, aggregate: &G) {
        for SlidingPacket(packet) in std::mem::take(&mut self.arrived) {
            for (entry, Parts { first, more }) in self.keys.unpack(packet) {
                let parts = first.into_iter().chain(more);
                parts.for_each(|(place, state)| {
                    self.put(entry, place, state, aggregate);
                    self.track(entry, place);
                });
            }
        }
    }
}
