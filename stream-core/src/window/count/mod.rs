//! Windows by number of records: per key, in the order in which they arrive. Flink's `countWindow`.
//!
//! Contract: `count(n)` gives out each `n` records of a key, one window after the other; `count(n, every = m)` the last `n` after each
//! `m`, the first windows partial. At the end of the input what has come since the last result comes out too, as the window that would
//! have fired next. With several workers the records of a batch arrive in the order of the workers.

#[cfg(test)]
mod tests;

use super::Aggregate;
use super::aggregates::Closures;
use super::fired::{Paired, paired};
use super::policy::{OutsideTime, Policy, Slot};
use super::sliding::Held;
use crate::error::{Error, ErrorKind};
use crate::exchange::Exchange;
use crate::keyed::key::KeyKind;
use crate::keyed::{Entries, Packet};
use crate::stage::{Gauge, Stamp, Tick};
use crate::time::Timestamp;

/// What workers send each other: the records of each key with their times, as states of one record, in the order in which they came.
pub type CountPacket<K, S, I> = Packet<K, Vec<(Timestamp, S)>, I>;

/// The states `S` of the keys `K`, whose [image](KeyKind::Image) is `I`, by number of records, on one worker.
pub struct CountWindows<K, S, I> {
    rules: Rules,
    // Live.
    /// There is one worker: records are taken in as they come.
    alone: bool,
    /// Otherwise the records of this batch.
    batch: Entries<K, Vec<(Timestamp, S)>, I>,
    arrived: Vec<CountPacket<K, S, I>>,
    /// Windows that are full: entries, times and states.
    full: Vec<(usize, Timestamp, S)>,
    // Checkpointed.
    held: Entries<K, Counted<S>, I>,
    /// The watermark of the last tick.
    passed: Timestamp,
}

/// How many records make a window, a slide, and a pane, which both are made of.
#[derive(Clone, Copy)]
struct Rules {
    length: u64,
    every: u64,
    pane: u64,
}

/// What is held of a key: panes of records by their number.
struct Counted<S> {
    panes: Held<S>,
    count: u64,
    /// The latest time among the records.
    latest: Timestamp,
}

impl<S: Clone> Counted<S> {
    fn new() -> Self {
        Counted { panes: Held::new(), count: 0, latest: Timestamp::MIN }
    }

    /// Takes the state of a record in. Gives the window that it fills.
    #[inline]
    fn add<G>(&mut self, at: Timestamp, record: S, rules: Rules, aggregate: &G) -> Option<(Timestamp, S)>
    where
        G: Aggregate<State = S>,
    {
        self.panes.put_pane(self.count / rules.pane, record, aggregate);
        self.count += 1;
        self.latest = self.latest.max(at);
        if self.count.is_multiple_of(rules.every) { self.fire(rules, aggregate) } else { None }
    }

    /// The window that ends with the slide in which the last record is.
    fn fire<G: Aggregate<State = S>>(&mut self, rules: Rules, aggregate: &G) -> Option<(Timestamp, S)> {
        let end = self.count.next_multiple_of(rules.every) / rules.pane;
        let begin = |end: u64| end.saturating_sub(rules.length / rules.pane);
        let next = begin(end + rules.every / rules.pane);
        let state = if G::GROWS {
            let state = self.panes.combine(end.into(), begin(end), end - 1, aggregate);
            self.panes.forget(end.into(), Some(next));
            state
        } else {
            self.panes.fire(end.into(), end - 1, next, aggregate)
        };
        state.map(|state| (self.latest, state))
    }
}

impl<K, S: Clone, I: Copy + Default> CountWindows<K, S, I> {
    /// Windows of `n` records, after each `n` or each `every` of them (at least 1 and at most `n`).
    ///
    /// # Errors
    /// One of them is zero, or `every` is greater than `n`.
    pub fn new(n: usize, every: Option<usize>, _: Policy) -> Result<Self, Error> {
        let (length, every) = (n as u64, every.unwrap_or(n) as u64);
        let error = |message: &str| Err(Error::new(ErrorKind::Start, message));
        if length == 0 {
            return error("the number of records must be more than zero");
        }
        if every == 0 {
            return error("`every` must be more than zero");
        }
        if every > length {
            let fact = format!("windows of {length} records every {every} would leave records out");
            return error(&format!("{fact}: let `every` be at most the length"));
        }
        let (mut pane, mut rest) = (length, every);
        while rest > 0 {
            (pane, rest) = (rest, pane % rest);
        }
        Ok(CountWindows {
            rules: Rules { length, every, pane },
            alone: false,
            batch: Entries::new(),
            arrived: Vec::new(),
            full: Vec::new(),
            held: Entries::new(),
            passed: Timestamp::MIN,
        })
    }

    /// Where a record belongs: no record is late.
    #[inline]
    pub fn open(&mut self, _: Stamp) -> Option<Slot> {
        Some(Slot(0))
    }

    /// Takes a record in.
    #[inline]
    pub fn add<Q, Kind, G>(&mut self, _: Slot, kind: Kind, key: Q, stamp: Stamp, input: G::In, aggregate: &G)
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
        G: Aggregate<State = S>,
    {
        let mut state = aggregate.init();
        aggregate.add(&mut state, input);
        if !self.alone {
            let record = (stamp.time, state);
            self.batch.upsert(kind, key, record, Vec::new, |records, record| records.push(record));
            return;
        }
        let (rules, mut full) = (self.rules, None);
        let add = |held: &mut Counted<S>, state| full = held.add(stamp.time, state, rules, aggregate);
        let entry = self.held.upsert(kind, key, state, Counted::new, add);
        self.full.extend(full.map(|(at, state)| (entry, at, state)));
    }

    /// Brings the records of each key to the worker that owns its [group](crate::state::Group). What has come is taken in by the
    /// `close` that follows. With one worker it returns at once.
    ///
    /// # Cancel safety
    /// As [`Exchange::all_to_all`].
    pub fn exchange<'a, G: Aggregate<State = S>>(
        &'a mut self,
        exchange: &'a mut Exchange<CountPacket<K, S, I>>,
        _: &G,
    ) -> impl Future<Output = ()> + use<'a, K, S, I, G> {
        async move {
            if self.alone {
                return;
            }
            let parcels = self.batch.pack(exchange.workers());
            self.alone = exchange.is_alone();
            // With one worker this is no more than the first batch.
            self.arrived.extend(exchange.all_to_all(parcels).await.into_iter().flatten());
        }
    }

    /// Ends a batch: gives out the windows that have become full, keys by first sight; at the end of the input also what is left.
    pub fn close<'a, G>(
        &'a mut self,
        tick: Tick,
        aggregate: &'a G,
    ) -> impl Iterator<Item = Paired<K, G::Output>> + use<'a, K, S, I, G>
    where
        K: Clone,
        G: Aggregate<State = S>,
    {
        self.take_in(aggregate);
        let watermark = self.passed;
        self.passed = watermark.max(tick.watermark);
        if tick.last {
            self.fire_rest(aggregate);
        }
        self.full.sort_by_key(|(entry, ..)| *entry);
        let CountWindows { full, held, .. } = self;
        full.drain(..).map(move |(entry, at, state)| {
            let key = held.at(entry).0.clone();
            paired(aggregate, key, state, at, watermark)
        })
    }

    /// As [`CountWindows::close`]: windows by number come out once.
    pub fn emit<'a, G>(
        &'a mut self,
        tick: Tick,
        aggregate: &'a G,
    ) -> impl Iterator<Item = Paired<K, G::Output>> + use<'a, K, S, I, G>
    where
        K: Clone,
        G: Aggregate<State = S>,
    {
        self.close(tick, aggregate)
    }

    /// Takes in what has come from the workers.
    fn take_in<G: Aggregate<State = S>>(&mut self, aggregate: &G) {
        let CountWindows { rules, arrived, full, held, .. } = self;
        for packet in arrived.drain(..) {
            let fired = std::cell::RefCell::new(Vec::new());
            let merge = |held: &mut Counted<S>, records: Vec<(Timestamp, S)>| {
                let add = |(at, record)| held.add(at, record, *rules, aggregate);
                fired.borrow_mut().extend(records.into_iter().filter_map(add));
            };
            let init = |records| {
                let mut held = Counted::new();
                merge(&mut held, records);
                held
            };
            let touched =
                |entry| full.extend(fired.borrow_mut().drain(..).map(|(at, state)| (entry, at, state)));
            held.unpack(packet, init, merge, touched);
        }
    }

    /// Fires what has come since the last results.
    fn fire_rest<G: Aggregate<State = S>>(&mut self, aggregate: &G) {
        let CountWindows { rules, full, held, .. } = self;
        for (entry, (_, held)) in held.iter_mut().enumerate() {
            if !held.count.is_multiple_of(rules.every) {
                full.extend(held.fire(*rules, aggregate).map(|(at, state)| (entry, at, state)));
                // The next record begins anew.
                *held = Counted::new();
            }
        }
    }

    /// What is held: keys stay until the input ends.
    pub fn gauge(&self) -> Gauge {
        let keys = self.held.len() as u64;
        Gauge {
            windows: keys,
            keys,
            bytes: (self.held.bytes() + self.batch.bytes()) as u64,
            ..Gauge::default()
        }
    }
}

impl<K, S, I> OutsideTime for CountWindows<K, S, I> {
    fn passed(&self) -> Timestamp {
        self.passed
    }
}

impl<K, T, I> Closures<T> for CountWindows<K, Option<T>, I> {}
