//! State of a key with timers, for given batches: first the records of a batch in order, then the timers that its watermark has
//! reached, by time. With a time-to-live a key is forgotten, in the same order, when the watermark has passed its last record or
//! timer by that long; and a record whose own watermark has finds it forgotten, unless a timer comes before that.

use std::collections::{BTreeMap, BTreeSet};

use super::clock::{Times, at};
use super::time::Stamped;
use super::{Key, Record};

/// The end of the input as a watermark.
const END: i64 = i64::MAX;

/// What a program does with its key.
pub(crate) struct Context<O> {
    pub(crate) emitted: Vec<O>,
    pub(crate) timers: BTreeSet<i64>,
    pub(crate) forget: bool,
}

/// Two functions over the state of a key: for a record, and for a timer; and for how long a key lives.
pub(crate) struct Program<R, T> {
    pub(crate) on_record: R,
    pub(crate) on_timer: T,
    pub(crate) ttl: Option<i64>,
}

impl<R, T> Program<R, T> {
    /// Whether the life of the key has ended by `now`, without a timer before the end.
    fn is_over<S>(&self, held: &Held<S>, now: i64) -> bool {
        let end = self.ttl.map(|ttl| held.changed.saturating_add(ttl)).filter(|end| *end <= now);
        end.is_some_and(|end| held.timers.first().is_none_or(|timer| *timer > end))
    }
}

/// What is known of a key.
#[derive(Default)]
struct Held<S> {
    state: S,
    timers: BTreeSet<i64>,
    /// The time of its last record or timer.
    changed: i64,
}

/// The keys of a program as they go from batch to batch.
struct Keys<'a, K, S, R, T> {
    program: &'a Program<R, T>,
    held: BTreeMap<K, Held<S>>,
    watermark: i64,
}

/// Runs the program; the watermark after each batch stands beside it. At the end of the input all timers fire, and those that
/// they set, up to the last that the key had. Gives what each batch gave out, the end of the input as the last.
pub(crate) fn run<K: Key, V: Clone, S: Default, O>(
    batches: &[(Vec<Stamped<K, V>>, i64)],
    program: &Program<
        impl Fn(&Record<K, V>, &mut S, &mut Context<O>),
        impl Fn(&K, i64, &mut S, &mut Context<O>),
    >,
) -> Vec<Vec<O>> {
    let mut keys = Keys { program, held: BTreeMap::new(), watermark: i64::MIN };
    let ending = (Vec::new(), END);
    batches.iter().chain([&ending]).map(|(records, watermark)| keys.batch(records, *watermark)).collect()
}

/// The same by the clock: what is due at the time of a batch has one of its own, without records.
pub(crate) fn run_at<K: Key, V: Clone, S: Default, O>(
    batches: &[Vec<Record<K, V>>],
    times: &Times,
    program: &Program<
        impl Fn(&Record<K, V>, &mut S, &mut Context<O>),
        impl Fn(&K, i64, &mut S, &mut Context<O>),
    >,
) -> Vec<Vec<O>> {
    let mut keys = Keys { program, held: BTreeMap::new(), watermark: i64::MIN };
    let (mut queued, mut out) = (batches.iter().peekable(), Vec::new());
    while queued.peek().is_some() {
        let now = times.of(out.len());
        let is_due = keys.next_timer().is_some_and(|timer| timer <= now);
        let records =
            queued.next_if(|batch| !is_due || batch.is_empty()).map_or(Vec::new(), |batch| at(batch, now));
        out.push(keys.batch(&records, now));
    }
    out.push(keys.batch(&[], END));
    out
}

impl<K: Key, S: Default, R, T> Keys<'_, K, S, R, T> {
    fn batch<V, O>(&mut self, records: &[Stamped<K, V>], watermark: i64) -> Vec<O>
    where
        R: Fn(&Record<K, V>, &mut S, &mut Context<O>),
        T: Fn(&K, i64, &mut S, &mut Context<O>),
    {
        let (program, mut out) = (self.program, Vec::new());
        for (record, reached) in records {
            self.held.retain(|key, held| *key != record.key || !program.is_over(held, *reached));
            self.visit(&record.key, record.time, i64::MAX, &mut out, |state, context| {
                (program.on_record)(record, state, context)
            });
        }
        let last = |held: &Held<S>| held.timers.last().copied().unwrap_or(i64::MIN);
        let horizons: BTreeMap<K, i64> =
            self.held.iter().map(|(key, held)| (key.clone(), last(held))).collect();
        while let Some((timer, ends, key)) = self.due(watermark) {
            if ends {
                self.held.remove(&key);
                continue;
            }
            self.held.entry(key.clone()).and_modify(|held| held.timers.retain(|other| *other != timer));
            let horizon = if watermark == END { horizons[&key] } else { i64::MAX };
            let time = timer.max(self.watermark);
            self.visit(&key, time, horizon, &mut out, |state, context| {
                (program.on_timer)(&key, timer, state, context)
            });
        }
        self.watermark = watermark;
        out
    }

    fn next_timer(&self) -> Option<i64> {
        self.held.values().filter_map(|held| held.timers.first().copied()).min()
    }

    /// The first timer, or end of a life, that the watermark has reached; a timer comes first.
    fn due(&self, watermark: i64) -> Option<(i64, bool, K)> {
        let timers =
            self.held.iter().filter_map(|(key, held)| Some((*held.timers.first()?, false, key.clone())));
        let ends = self.held.iter().filter_map(|(key, held)| {
            Some((held.changed.saturating_add(self.program.ttl?), true, key.clone()))
        });
        timers.chain(ends).filter(|(at, ..)| *at <= watermark).min()
    }

    /// A record or timer at `time`; timers that it sets count up to `horizon`.
    fn visit<O>(
        &mut self,
        key: &K,
        time: i64,
        horizon: i64,
        out: &mut Vec<O>,
        f: impl FnOnce(&mut S, &mut Context<O>),
    ) {
        let new = || Held { state: S::default(), timers: BTreeSet::new(), changed: time };
        let mut held = self.held.remove(key).unwrap_or_else(new);
        let mut context =
            Context { emitted: Vec::new(), timers: std::mem::take(&mut held.timers), forget: false };
        f(&mut held.state, &mut context);
        out.append(&mut context.emitted);
        if !context.forget {
            let timers = context.timers.into_iter().filter(|timer| *timer <= horizon).collect();
            let changed = held.changed.max(time);
            self.held.insert(key.clone(), Held { state: held.state, timers, changed });
        }
    }
}
