//! `stateful` against a list of keys that is searched for whatever is due next.

use futures::executor::block_on;
use proptest::prelude::*;

use super::{at, nanos, on_workers};
use crate::exchange::{Exchange, Part as _};
use crate::keyed::kind::Own;
use crate::stage::{Stamp, Tick};
use crate::state::Group;
use crate::stateful::{Context, Stateful};
use crate::time::Timestamp;

/// What a record asks for.
#[derive(Clone, Copy, Debug)]
enum Ask {
    /// A timer so long after the record; negative before it.
    Timer(i64),
    /// A timer so long after the time of the batch.
    Processing(i64),
    DeleteTimer(i64),
    Clear,
    /// Forgets the key and sets a timer.
    Restart(i64),
}

/// A key, a time and what is asked for.
type Record = (u8, i64, Ask);

/// What came out: the key, the time that the closure saw, and how many times the key was at work since it began.
type Out = (Stamp, (u8, i64, u32));

/// A batch: its records, and at its end the watermark and the time.
type Batch = (Vec<Record>, i64, i64);

/// Every third time that a key is at work it sets one more timer.
const AGAIN: i64 = 4;

fn on_record(key: &u8, ask: Ask, state: &mut u32, ctx: &mut Context<(u8, i64, u32)>) {
    *state += 1;
    ctx.emit((*key, ctx.time().as_nanos(), *state));
    let after = |n| at(ctx.time().as_nanos() + n);
    match ask {
        Ask::Timer(n) => ctx.set_timer(after(n)),
        Ask::Processing(n) => ctx.set_processing_timer(at(ctx.now().as_nanos() + n)),
        Ask::DeleteTimer(n) => ctx.delete_timer(after(n)),
        Ask::Clear => ctx.clear(),
        Ask::Restart(n) => {
            let time = after(n);
            ctx.clear();
            ctx.set_timer(time);
        }
    }
}

fn on_timer(key: &u8, time: Timestamp, state: &mut u32, ctx: &mut Context<(u8, i64, u32)>) {
    *state += 1;
    ctx.emit((*key, time.as_nanos(), *state));
    if state.is_multiple_of(3) {
        ctx.set_timer(at(time.as_nanos() + AGAIN));
    }
}

fn tick((_, watermark, now): &Batch) -> Tick {
    let last = *watermark == i64::MAX;
    Tick { watermark: at(*watermark), now: at(*now), batch: 0, last }
}

/// The same, by searching.
#[derive(Default)]
struct Naive {
    ttl: Option<i64>,
    /// By first sight.
    keys: Vec<Key>,
    watermark: i64,
    out: Vec<Out>,
}

struct Key {
    key: u8,
    state: u32,
    changed: i64,
    timers: Vec<i64>,
    processing: Vec<i64>,
    /// Up to when timers that timers set fire.
    horizon: i64,
}

/// What is due, in the order in which it comes: by time, timers before ends, by first sight.
type Due = (i64, u8, usize);

impl Naive {
    fn key(&mut self, key: u8, time: i64) -> &mut Key {
        let found = self.keys.iter().position(|k| k.key == key).unwrap_or_else(|| {
            let (timers, processing) = (Vec::new(), Vec::new());
            self.keys.push(Key { key, state: 0, changed: time, timers, processing, horizon: i64::MAX });
            self.keys.len() - 1
        });
        &mut self.keys[found]
    }

    fn record(&mut self, (key, time, ask): Record, watermark: i64, now: i64) {
        if let Some(ttl) = self.ttl {
            let is_over = |k: &Key| {
                let end = k.changed + ttl;
                end <= watermark && k.timers.iter().all(|timer| *timer > end)
            };
            self.keys.retain(|k| k.key != key || !is_over(k));
        }
        let held = self.key(key, time);
        held.state += 1;
        held.changed = held.changed.max(time);
        let state = held.state;
        match ask {
            Ask::Timer(n) => held.timers.push(time + n),
            Ask::Processing(n) => held.processing.push(now + n),
            Ask::DeleteTimer(n) => held.timers.retain(|timer| *timer != time + n),
            Ask::Clear | Ask::Restart(_) => self.keys.retain(|k| k.key != key),
        }
        if let Ask::Restart(n) = ask {
            self.key(key, time).timers.push(time + n);
        }
        self.out.push((Stamp { time: at(time), watermark: at(watermark) }, (key, time, state)));
    }

    fn due(&self, watermark: i64) -> Option<Due> {
        let dues = self.keys.iter().enumerate().flat_map(|(number, key)| {
            let timers = key.timers.iter().map(move |time| (*time, 0, number));
            timers.chain(self.ttl.map(|ttl| (key.changed + ttl, 1, number)))
        });
        dues.min().filter(|(time, ..)| *time <= watermark)
    }

    fn fire(&mut self, number: usize, time: i64, seen: i64) {
        let key = &mut self.keys[number];
        key.state += 1;
        key.changed = key.changed.max(seen);
        if key.state.is_multiple_of(3) && time + AGAIN <= key.horizon {
            key.timers.push(time + AGAIN);
        }
        let stamp = Stamp { time: at(seen), watermark: at(self.watermark) };
        self.out.push((stamp, (key.key, time, key.state)));
    }

    fn batch(&mut self, batch: &Batch) -> Vec<Out> {
        let (records, watermark, now) = batch;
        records.iter().for_each(|record| self.record(*record, self.watermark, *now));
        if *watermark == i64::MAX {
            for key in &mut self.keys {
                key.horizon = key.timers.iter().copied().max().unwrap_or(i64::MIN);
            }
        }
        loop {
            if let Some((time, kind, number)) = self.due(*watermark) {
                if kind == 1 {
                    self.keys.remove(number);
                } else {
                    self.keys[number].timers.retain(|timer| *timer != time);
                    self.fire(number, time, time.max(self.watermark));
                }
                continue;
            }
            let timers = self.keys.iter().enumerate();
            let all = timers.flat_map(|(number, key)| key.processing.iter().map(move |time| (*time, number)));
            let Some((time, number)) = all.min().filter(|(time, _)| time <= now && *watermark < i64::MAX)
            else {
                break;
            };
            self.keys[number].processing.retain(|timer| *timer != time);
            self.fire(number, time, *watermark);
        }
        self.watermark = *watermark;
        std::mem::take(&mut self.out)
    }

    fn next(&self, timers: impl Fn(&Key) -> &Vec<i64>) -> Option<Timestamp> {
        self.keys.iter().flat_map(|key| timers(key).clone()).min().map(at)
    }
}

fn ask() -> impl Strategy<Value = Ask> {
    prop_oneof![
        6 => (-20..40_i64).prop_map(Ask::Timer),
        2 => (-20..40_i64).prop_map(Ask::Processing),
        2 => (0..10_i64).prop_map(Ask::DeleteTimer),
        1 => Just(Ask::Clear),
        1 => (-5..20_i64).prop_map(Ask::Restart),
    ]
}

/// Batches whose watermark and time go up; the last is the end of the input.
fn batches() -> impl Strategy<Value = Vec<Batch>> {
    let records = prop::collection::vec((0..5_u8, -10..20_i64, ask()), 0..6);
    let steps = prop::collection::vec((records, 0..15_i64, 0..15_i64), 1..12);
    (steps, any::<bool>()).prop_map(|(steps, ends)| {
        let (mut watermark, mut now) = (0, 1_000);
        let batches = steps.into_iter().map(|(records, later, step)| {
            let records = records.into_iter().map(|(key, time, ask)| (key, watermark + time, ask)).collect();
            watermark += later;
            now += step;
            (records, watermark, now)
        });
        let mut batches: Vec<_> = batches.collect();
        if ends {
            batches.push((Vec::new(), i64::MAX, now));
        }
        batches
    })
}

fn operator(workers: usize, ttl: Option<i64>) -> Stateful<u8, Ask, u32, (u8, i64, u32), ()> {
    Stateful::new(workers, ttl.map(nanos), None).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn whatever_is_due_comes_in_order(batches in batches(), ttl in prop::option::of(1..25_i64)) {
        let mut stateful = operator(1, ttl);
        let mut naive = Naive { ttl, watermark: i64::MIN, ..Naive::default() };
        for batch in &batches {
            for (key, time, ask) in &batch.0 {
                let stamp = Stamp { time: at(*time), watermark: at(naive.watermark) };
                stateful.push(Own, *key, stamp, *ask);
            }
            stateful.each_record(tick(batch), on_record);
            let got: Vec<_> = stateful.each_timer(tick(batch), on_timer).unwrap().collect();
            prop_assert_eq!(got, naive.batch(batch));
            prop_assert_eq!(stateful.gauge().keys, naive.keys.len() as u64);
            prop_assert_eq!(stateful.next_close(), naive.next(|key| &key.timers));
            prop_assert_eq!(stateful.next_tick(), naive.next(|key| &key.processing));
        }
    }

    #[test]
    fn several_workers_give_for_each_key_what_one_gives(
        batches in batches(), ttl in prop::option::of(1..25_i64), workers in 2..=4_usize,
    ) {
        let outputs = on_workers(workers, async |worker, mut exchange: Exchange<_>| {
            let mut stateful = operator(workers, ttl);
            let mut outputs = Vec::new();
            let mut watermark = at(i64::MIN);
            for batch in &batches {
                // The parts of a batch one after the other, so that each key's records come in the order of one worker.
                let part = batch.0.chunks(batch.0.len().div_ceil(workers).max(1)).nth(worker).unwrap_or_default();
                for (key, time, ask) in part {
                    stateful.push(Own, *key, Stamp { time: at(*time), watermark }, *ask);
                }
                stateful.exchange(&mut exchange).await;
                stateful.each_record(tick(batch), on_record);
                outputs.extend(stateful.each_timer(tick(batch), on_timer).unwrap());
                watermark = stateful.watermark();
            }
            outputs
        });
        let mut naive = Naive { ttl, watermark: i64::MIN, ..Naive::default() };
        let want: Vec<_> = batches.iter().flat_map(|batch| naive.batch(batch)).collect();
        for key in 0..5 {
            let of_key = |out: &&Out| out.1.0 == key;
            let owner = Group::of(&key).owner(workers);
            let got = outputs[owner].iter().filter(of_key);
            prop_assert!(got.eq(want.iter().filter(of_key)));
        }
        prop_assert_eq!(outputs.concat().len(), want.len());
    }
}

#[test]
fn the_exchange_is_send() {
    fn is_send<T: Send>(future: T) -> T {
        future
    }
    block_on(is_send(operator(1, None).exchange(&mut Exchange::make(1).remove(0))));
}
