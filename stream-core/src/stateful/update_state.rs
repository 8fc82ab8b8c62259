//! `update_state_by_key`: Spark's `updateStateByKey` of a DStream.

use crate::exchange::Exchange;
use crate::keyed::key::KeyKind;
use crate::keyed::{Entries, Outbox, Packet};
use crate::stage::{Gauge, Stamp, Tick};
use crate::time::Timestamp;

/// The states `S` of the keys `K`, made of their values `V`; `I` is the [image](KeyKind::Image) of a key.
///
/// In every batch every key is updated, with or without values, and comes out with its new state, in the order of first sight; a key
/// that is removed and comes again is seen for the first time. The tick at the end of the input is no batch. The results depend
/// on where batches begin and end, as in Spark.
pub struct UpdateState<K, V, S, I> {
    // Live.
    outbox: Outbox<K, V, I>,
    /// The stamp of the results; none when there are none.
    stamp: Option<Stamp>,
    // Checkpointed.
    keys: Entries<K, Held<V, S>, I>,
    watermark: Timestamp,
}

struct Held<V, S> {
    /// Of this batch.
    values: Vec<V>,
    /// `None` for a key that is new in this batch.
    state: Option<S>,
}

impl<V, S> Held<V, S> {
    fn new() -> Self {
        Held { values: Vec::new(), state: None }
    }
}

impl<K, V, S, I: Copy + Default> UpdateState<K, V, S, I> {
    /// Without keys, with this many workers (at least 1).
    pub fn new(workers: usize) -> Self {
        let outbox = Outbox::new(workers);
        UpdateState { outbox, stamp: None, keys: Entries::new(), watermark: Timestamp::MIN }
    }

    /// Adds a value of the key to this batch.
    #[inline]
    pub fn push<Q, Kind>(&mut self, kind: Kind, key: Q, value: V)
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        if self.outbox.is_idle() {
            self.keys.upsert(kind, key, value, Held::new, |held, value| held.values.push(value));
        } else {
            self.outbox.push(kind, key, value);
        }
    }

    /// Moves the values to the owners of their keys. With one worker it returns at once.
    ///
    /// # Cancel safety
    /// As [`Exchange::all_to_all`].
    pub async fn exchange(&mut self, exchange: &mut Exchange<Packet<K, V, I>>) {
        if exchange.is_alone() {
            return;
        }
        let first = |value| Held { values: vec![value], state: None };
        for packet in self.outbox.exchange(exchange).await {
            self.keys.unpack(packet, first, |held, value| held.values.push(value), |_| ());
        }
    }

    /// Updates the state of every key by its values of this batch, in order of arrival; a key of which `update` gives nothing is
    /// removed. In the last tick it does nothing.
    pub fn update(&mut self, tick: Tick, mut update: impl FnMut(Vec<V>, Option<S>) -> Option<S>) {
        let before = std::mem::replace(&mut self.watermark, tick.watermark);
        self.stamp = None;
        if tick.last {
            return;
        }
        self.stamp = Some(Stamp { time: tick.watermark, watermark: before });
        let mut removed = false;
        for (_, held) in self.keys.iter_mut() {
            held.state = update(std::mem::take(&mut held.values), held.state.take());
            removed |= held.state.is_none();
        }
        if removed {
            self.keys.retain(|_, held| held.state.is_some());
        }
    }

    /// Every key and its state after the [update](UpdateState::update), by first sight. Their time is the watermark.
    pub fn results(&self) -> impl Iterator<Item = (Stamp, (K, S))> + '_
    where
        K: Clone,
        S: Clone,
    {
        let stamped =
            self.stamp.into_iter().flat_map(|stamp| self.keys.iter().map(move |held| (stamp, held)));
        stamped.filter_map(|(stamp, (key, held))| Some((stamp, (key.clone(), held.state.clone()?))))
    }

    /// The keys that have a state.
    pub fn gauge(&self) -> Gauge {
        Gauge { keys: self.keys.len() as u64, bytes: self.keys.bytes() as u64, ..Gauge::default() }
    }
}
