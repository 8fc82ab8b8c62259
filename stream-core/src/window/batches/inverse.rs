//! Values reduced over the last batches, with a function that takes one out of another: `reduceByKeyAndWindow` with an inverse.
//!
//! Contract: the value of a key is what `reduce` made of its records in the last batches, if the inverse is exact: for floats it is
//! not, and errors stay as long as the key does. A key is forgotten, without a result, when all its records have left.

use std::collections::VecDeque;

use super::{BatchClock, slide};
use crate::error::Error;
use crate::exchange::Exchange;
use crate::keyed::key::KeyKind;
use crate::keyed::{Entries, Packet};
use crate::stage::{Gauge, Stamp, Tick};
use crate::time::Timestamp;
use crate::window::aggregates::reduce_of;
use crate::window::fired::Paired;
use crate::window::{Aggregate, OutsideTime, Slot};

/// What workers send each other: the values of a batch.
pub type InversePacket<K, V, I> = Packet<K, Option<V>, I>;

/// The values `V` of the keys `K`, whose [image](KeyKind::Image) is `I`, in the last batches, on one worker.
pub struct InverseBatches<K, V, I> {
    // Configuration.
    length: i64,
    every: i64,
    // Live.
    /// What this batch has brought.
    fresh: Entries<K, Option<V>, I>,
    arrived: Vec<Packet<K, Option<V>, I>>,
    // Checkpointed.
    held: Entries<K, Running<V>, I>,
    clock: BatchClock,
}

/// A function that combines two values, and one that takes the second out of the first again.
pub struct Reversible<F, R> {
    reduce: F,
    inverse: R,
}

/// What is held of a key.
struct Running<V> {
    /// All of `batches` together.
    total: Option<V>,
    /// The batches with records of the key, and what they brought.
    batches: VecDeque<(i64, V)>,
}

impl<K, V: Clone, I: Copy + Default> InverseBatches<K, V, I> {
    /// The last `n` batches, after each batch or each `every` of them (at least 1 and at most `n`).
    ///
    /// # Errors
    /// One of them is zero, or `every` is greater than `n`.
    pub fn new(n: usize, every: Option<usize>) -> Result<Self, Error> {
        let (n, every) = slide(n, every)?;
        let (length, every) = (n as i64, every as i64);
        let (fresh, held) = (Entries::new(), Entries::new());
        Ok(InverseBatches { length, every, fresh, arrived: Vec::new(), held, clock: BatchClock::NEW })
    }

    /// Where a record belongs: no record is late.
    #[inline]
    pub fn open(&mut self, _: Stamp) -> Option<Slot> {
        Some(Slot(0))
    }

    /// Adds a record to this batch.
    #[inline]
    pub fn add<Q, Kind, G>(&mut self, _: Slot, kind: Kind, key: Q, _: Stamp, value: V, reduce: &G)
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
        G: Aggregate<In = V, State = Option<V>>,
    {
        self.fresh.upsert(kind, key, value, || None, |so_far, value| reduce.add(so_far, value));
    }

    /// What reduces values, and what takes them out again: `inverse(reduce(a, b), b)` is `a`.
    #[inline]
    pub fn reversible<F, R>(&self, reduce: F, inverse: R) -> Reversible<F, R>
    where
        F: Fn(V, V) -> V,
        R: Fn(V, V) -> V,
    {
        Reversible { reduce, inverse }
    }

    /// Brings what the batch has of each key to the worker that owns its [group](crate::state::Group). With one worker it returns at once.
    ///
    /// # Cancel safety
    /// As [`Exchange::all_to_all`].
    pub fn exchange<'a, F, R>(
        &'a mut self,
        exchange: &'a mut Exchange<InversePacket<K, V, I>>,
        _: &Reversible<F, R>,
    ) -> impl Future<Output = ()> + use<'a, K, V, I, F, R> {
        async move {
            if !exchange.is_alone() {
                let parcels = self.fresh.pack(exchange.workers());
                self.arrived.extend(exchange.all_to_all(parcels).await.into_iter().flatten());
            }
        }
    }

    /// Ends a batch: gives out the last batches if a window ends with this one, keys by first sight. The last tick gives out nothing.
    pub fn close<F, R>(
        &mut self,
        tick: Tick,
        Reversible { reduce, inverse }: &Reversible<F, R>,
    ) -> impl Iterator<Item = Paired<K, V>> + use<K, V, I, F, R>
    where
        K: Clone,
        F: Fn(V, V) -> V,
        R: Fn(V, V) -> V,
    {
        let stamp = self.clock.stamp(tick);
        self.clock.passed = self.clock.passed.max(tick.watermark);
        let mut results = Vec::new();
        if !tick.last {
            self.take_in(reduce);
            self.clock.batch += 1;
            if self.clock.batch % self.every == 0 {
                self.expire(inverse);
                let value = |held: &Running<V>| held.total.clone();
                let held = self.held.iter().filter_map(|(key, held)| Some((key.clone(), value(held)?)));
                results.extend(held.map(|result| Ok((stamp, result))));
            }
        }
        results.into_iter()
    }

    /// Makes what the batch has brought part of what is held.
    fn take_in(&mut self, reduce: &impl Fn(V, V) -> V) {
        let batch = self.clock.batch;
        let fresh = self.fresh.pack(1).into_iter().flatten();
        for packet in fresh.chain(std::mem::take(&mut self.arrived)) {
            let init = |value: Option<V>| {
                let batches = value.iter().map(|value| (batch, value.clone())).collect();
                Running { total: value, batches }
            };
            let merge = |held: &mut Running<V>, value: Option<V>| {
                let Some(value) = value else { return };
                reduce_of(&value, reduce).add(&mut held.total, value.clone());
                match held.batches.pop_back() {
                    Some((last, before)) if last == batch => {
                        held.batches.push_back((last, reduce(before, value)))
                    }
                    last => held.batches.extend(last.into_iter().chain([(batch, value)])),
                }
            };
            self.held.unpack(packet, init, merge, |_| {});
        }
    }

    /// Takes out the batches that leave the window which ends here, and the keys that have no others.
    fn expire(&mut self, inverse: &impl Fn(V, V) -> V) {
        let first = self.clock.batch - self.length;
        let (mut gone, held) = (false, self.held.iter_mut());
        for (_, held) in held {
            while let Some((_, value)) = held.batches.pop_front_if(|(batch, _)| *batch < first) {
                held.total = held.total.take().map(|total| inverse(total, value));
            }
            gone |= held.batches.is_empty();
        }
        if gone {
            self.held.retain(|_, held| !held.batches.is_empty());
        }
    }

    /// What is held.
    pub fn gauge(&self) -> Gauge {
        let keys = self.held.len() as u64;
        Gauge { keys, windows: u64::from(keys > 0), bytes: self.held.bytes() as u64, ..Gauge::default() }
    }
}

impl<K, V, I> OutsideTime for InverseBatches<K, V, I> {
    fn passed(&self) -> Timestamp {
        self.clock.passed
    }
}
