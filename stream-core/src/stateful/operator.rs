//! `stateful`: any state for each key, with timers; Spark's `transformWithState`.

use std::collections::BTreeMap;
use std::time::Duration;
use std::vec::Drain;

use super::agenda::{Agenda, Due, Until};
use super::context::{Call, Context, Nothing, Order};
use super::held::{Domain, Held, State, Timer};
use super::shrink;
use crate::error::{Error, ErrorKind};
use crate::exchange::Exchange;
use crate::keyed::key::KeyKind;
use crate::keyed::{Outbox, Packet, Slots};
use crate::stage::{Gauge, Stamp, Tick};
use crate::time::Timestamp;

/// How many timers that timers have set may fire in one batch on one worker, where no other bound is given.
pub const CHAINED_TIMERS: u64 = 1_000_000;

/// The states `S` of the keys `K`, changed by records `V`, with results `O`; `I` is the [image](KeyKind::Image) of a key.
///
/// At the end of each batch its records come in order of arrival, then the timers that are due: a timer fires at the end of the batch
/// by which its time has come, timers by time, those of one instant by first sight of their keys. So what a record finds may
/// depend on where batches end. A late record comes like any other.
///
/// With a time-to-live, the state and the timers of a key are forgotten when the time of the stream (the clock, where no event time
/// is declared) has passed its last record or timer by that long. A record that comes after that, by the watermark of its own source
/// partition or by the clock, finds no state and no timers, as what Spark's `transformWithState` reads does not have what has
/// expired; so it depends neither on other keys nor on where batches end. But a timer that is due before that comes first, also if it
/// fires only at the end of the batch. What no record comes for goes at the end of a batch, like a timer; that alone makes no batch.
pub struct Stateful<K, V, S, O, I> {
    // Configuration.
    by_clock: bool,
    max_keys: Option<usize>,
    max_chained: u64,
    // Live.
    outbox: Outbox<K, (Stamp, V), I>,
    records: Vec<(u32, Stamp, V)>,
    context: Context<O>,
    /// The slots of keys that were forgotten in this batch.
    forgotten: Vec<u32>,
    // Checkpointed, with what the agenda has to be made of.
    keys: Slots<K, Held<S>, I>,
    agenda: Agenda,
    watermark: Timestamp,
}

/// The firing of timers at the end of a batch.
struct Firing {
    until: Until,
    /// At the end of the input: up to when the timers fire that the timers of a key set.
    horizons: Option<BTreeMap<u64, Timestamp>>,
    /// How many due timers have been set by timers.
    chained: u64,
}

impl<K, V, S, O, I: Copy> Stateful<K, V, S, O, I> {
    /// Without keys, with this many workers (at least 1). A key is forgotten `ttl` after its last record or timer; at most `max_keys`
    /// have a state on one worker after a batch. Without them there is no end and no bound.
    ///
    /// # Errors
    /// `ttl` is zero.
    pub fn new(workers: usize, ttl: Option<Duration>, max_keys: Option<usize>) -> Result<Self, Error> {
        if ttl.is_some_and(|ttl| ttl.is_zero()) {
            let text = "`ttl` is zero: no state would last; say for how long, or leave it out";
            return Err(Error::new(ErrorKind::Start, text));
        }
        Ok(Stateful {
            by_clock: false,
            max_keys,
            max_chained: CHAINED_TIMERS,
            outbox: Outbox::new(workers),
            records: Vec::new(),
            context: Context::new(),
            forgotten: Vec::new(),
            keys: Slots::default(),
            agenda: Agenda::new(ttl),
            watermark: Timestamp::MIN,
        })
    }

    /// No event time is declared: the time of a batch is its watermark.
    #[must_use]
    pub fn by_clock(mut self) -> Self {
        self.by_clock = true;
        self
    }

    /// At most this many timers that timers have set fire in one batch on one worker; [`CHAINED_TIMERS`] if not said.
    #[must_use]
    pub fn max_chained_timers(mut self, max: u64) -> Self {
        self.max_chained = max;
        self
    }

    /// Adds a record of the key to this batch.
    #[inline]
    pub fn push<Q, Kind>(&mut self, kind: Kind, key: Q, stamp: Stamp, record: V)
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        if self.outbox.is_idle() {
            let slot = self.keys.slot(kind, key, Held::new);
            self.records.push((slot, stamp, record));
        } else {
            self.outbox.push(kind, key, (stamp, record));
        }
    }

    /// Moves the records to the owners of their keys. With one worker it returns at once.
    ///
    /// # Cancel safety
    /// As [`Exchange::all_to_all`].
    pub async fn exchange(&mut self, exchange: &mut Exchange<Packet<K, (Stamp, V), I>>) {
        if exchange.is_alone() {
            return;
        }
        let records = &mut self.records;
        for packet in self.outbox.exchange(exchange).await {
            self.keys
                .unpack(packet, Held::new, |_, slot, (stamp, record)| records.push((slot, stamp, record)));
        }
    }

    /// Calls `f` for each record of the batch, in order of arrival, with the state of its key.
    pub fn each_record<F, N: Nothing>(&mut self, tick: Tick, mut f: F)
    where
        S: State,
        F: FnMut(&K, V, &mut S, &mut Context<O>) -> N,
    {
        for (slot, stamp, record) in self.records.drain(..) {
            let Some((key, held)) = self.keys.get_mut(slot) else { continue };
            let watermark = if self.by_clock { tick.watermark } else { stamp.watermark };
            let late = stamp.time < stamp.watermark;
            self.context.call = Call { time: stamp.time, watermark, now: tick.now, late, stamp };
            // At the end of the input the watermark is no clock.
            let reached = if self.by_clock { tick.now } else { stamp.watermark };
            if self.agenda.outlived(held, reached) {
                self.agenda.forget(held);
            }
            let state = self.agenda.state(slot, held, stamp.time);
            f(key, record, state, &mut self.context);
            held.changed = held.changed.max(stamp.time);
            for order in self.context.orders.drain(..) {
                obey(order, slot, held, stamp.time, &mut self.agenda, &mut self.forgotten);
            }
        }
        shrink(&mut self.records);
    }

    /// Calls `f` for each timer that is due, and forgets the keys whose time to live is over. It has to be called in every batch, after
    /// [`each_record`](Stateful::each_record).
    ///
    /// Gives what the closures have given out in this batch, in order, with the time of the record or timer. That of a timer in the
    /// past is the watermark of the batch before, that of a timer in processing time the watermark.
    ///
    /// # Errors
    /// More keys have a state than may have one, or timers set timers without an end.
    pub fn each_timer<F, N: Nothing>(&mut self, tick: Tick, mut f: F) -> Result<Drain<'_, (Stamp, O)>, Error>
    where
        S: State,
        F: FnMut(&K, Timestamp, &mut S, &mut Context<O>) -> N,
    {
        let processing = (!tick.last).then_some(tick.now);
        let until = Until { stream: tick.watermark, processing };
        let ended = tick.last || tick.watermark == Timestamp::MAX;
        let horizons = ended.then(|| self.agenda.horizons());
        let mut firing = Firing { until, horizons, chained: 0 };
        while let Some(due) = self.agenda.next(until) {
            match due {
                Due::Timer(slot, timer) => self.fire(slot, timer, tick, &mut firing, &mut f)?,
                Due::Review(slot) => self.review(slot),
            }
        }
        self.watermark = tick.watermark;
        self.remove_forgotten();
        match self.max_keys {
            Some(max) if self.keys.len() > max => Err(too_many_keys(max)),
            _ => {
                shrink(&mut self.context.out);
                Ok(self.context.out.drain(..))
            }
        }
    }

    fn fire<F, N>(
        &mut self,
        slot: u32,
        timer: Timer,
        tick: Tick,
        firing: &mut Firing,
        f: &mut F,
    ) -> Result<(), Error>
    where
        S: State,
        F: FnMut(&K, Timestamp, &mut S, &mut Context<O>) -> N,
    {
        let Some((key, held)) = self.keys.get_mut(slot) else { return Ok(()) };
        let time = match timer.domain {
            Domain::Stream => timer.at.max(self.watermark),
            Domain::Processing => tick.watermark,
        };
        let stamp = Stamp { time, watermark: self.watermark };
        let watermark = tick.watermark;
        self.context.call = Call { time: timer.at, watermark, now: tick.now, late: false, stamp };
        self.agenda.delete(held, timer);
        let sight = held.sight;
        let state = self.agenda.state(slot, held, time);
        f(key, timer.at, state, &mut self.context);
        held.changed = held.changed.max(time);
        for order in self.context.orders.drain(..) {
            if firing.admits(&order, sight, self.max_chained)? {
                obey(order, slot, held, time, &mut self.agenda, &mut self.forgotten);
            }
        }
        Ok(())
    }

    fn review(&mut self, slot: u32) {
        let Some(held) = self.keys.value_mut(slot) else { return };
        if self.agenda.review(slot, held) {
            self.agenda.forget(held);
            self.forgotten.push(slot);
        }
    }

    /// Empties the slots of forgotten keys that did not come again.
    fn remove_forgotten(&mut self) {
        for slot in self.forgotten.drain(..) {
            if self.keys.value_mut(slot).is_some_and(|held| held.state.is_none()) {
                self.keys.remove(slot);
            }
        }
    }

    /// When the next timer fires, in the time of the stream.
    pub fn next_close(&self) -> Option<Timestamp> {
        self.agenda.next_at(Domain::Stream)
    }

    /// When the next timer fires in processing time.
    pub fn next_tick(&self) -> Option<Timestamp> {
        self.agenda.next_at(Domain::Processing)
    }

    /// The watermark of the last tick.
    pub fn watermark(&self) -> Timestamp {
        self.watermark
    }

    /// The keys that have a state.
    pub fn gauge(&self) -> Gauge {
        let bytes = self.keys.bytes() + self.agenda.bytes();
        Gauge { keys: self.keys.len() as u64, bytes: bytes as u64, ..Gauge::default() }
    }
}

impl Firing {
    /// Whether what a timer orders is done: a timer that it sets at the end of the input may be out of all time.
    fn admits(&mut self, order: &Order, sight: u64, max: u64) -> Result<bool, Error> {
        let Order::Set(timer) = order else { return Ok(true) };
        if let (Domain::Stream, Some(horizons)) = (timer.domain, &self.horizons) {
            let horizon = horizons.get(&sight).copied().unwrap_or(Timestamp::MIN);
            if timer.at > horizon {
                return Ok(false);
            }
        }
        self.chained += u64::from(self.until.covers(*timer));
        if self.chained > max { Err(too_many_timers(max)) } else { Ok(true) }
    }
}

/// Does with the key what a closure has ordered; `time` is that of its record or timer.
fn obey<S: State>(
    order: Order,
    slot: u32,
    held: &mut Held<S>,
    time: Timestamp,
    agenda: &mut Agenda,
    forgotten: &mut Vec<u32>,
) {
    match order {
        Order::Set(timer) => {
            agenda.state(slot, held, time);
            agenda.set(slot, held, timer);
        }
        Order::Delete(timer) => agenda.delete(held, timer),
        Order::Clear => {
            agenda.forget(held);
            forgotten.push(slot);
        }
    }
}

#[cold]
fn too_many_keys(max: usize) -> Error {
    let text = format!(
        "more than {max} keys have a state on one worker; raise `max_keys`, set a `ttl`, or forget keys with `clear`"
    );
    Error::new(ErrorKind::Bound, text)
}

#[cold]
fn too_many_timers(max: u64) -> Error {
    let text = format!(
        "more than {max} timers that timers had set were due in one batch; set them after the `watermark`, or raise `max_chained_timers`"
    );
    Error::new(ErrorKind::Bound, text)
}
