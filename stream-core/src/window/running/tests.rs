//! A running window, driven by hand, against a list of keys that is searched from its beginning.

use std::time::Duration;

use futures::executor::block_on;
use futures::future::join_all;
use proptest::prelude::*;

use super::{RunningParcel, RunningWindows};
use crate::exchange::{Exchange, Part as _};
use crate::keyed::kind::Own;
use crate::stage::{Stamp, Tick};
use crate::time::Timestamp;
use crate::window::aggregates::{Collect, Sum};
use crate::window::{Aggregate, Emit, Policy};

/// A result: its time, the key, the values in order.
type Shown = (i64, u8, Vec<i64>);

/// A list of all values by key.
struct Door(RunningWindows<u8, Vec<i64>, ()>);

const ALL: Collect<i64> = Collect::new();

fn at(nanos: i64) -> Timestamp {
    Timestamp::from_nanos(nanos)
}

impl Door {
    fn new(ttl: Option<u64>, max_keys: Option<usize>, emit: Emit) -> Self {
        Door(
            RunningWindows::new(ttl.map(Duration::from_nanos), max_keys, Policy::new().emit(emit))
                .expect("it lasts"),
        )
    }

    /// A record whose watermark is that of the last tick.
    fn feed(&mut self, time: i64, key: u8, value: i64) {
        self.feed_at(time, self.0.watermark().as_nanos(), key, value);
    }

    fn feed_at(&mut self, time: i64, watermark: i64, key: u8, value: i64) {
        let stamp = Stamp { time: at(time), watermark: at(watermark) };
        let slot = self.0.open(stamp).expect("no record is late");
        self.0.add(slot, Own, key, stamp, value, &ALL);
    }

    /// Ends a batch at this watermark, which is the processing time too.
    fn tick(&mut self, watermark: i64) -> Result<Vec<Shown>, String> {
        let tick = Tick { watermark: at(watermark), now: at(watermark), batch: 0, last: false };
        let results = self.0.emit(tick, &ALL).map(|result| {
            let (stamp, (key, values)) = result.map_err(|overflow| overflow.error.to_string())?;
            Ok((stamp.time.as_nanos(), key, values))
        });
        results.collect()
    }
}

#[test]
fn changed_keys_come_out_with_each_batch() {
    let mut door = Door::new(None, None, Emit::OnClose);
    door.feed(5, 2, 1);
    door.feed(3, 1, 2);
    door.feed(4, 2, 3);
    assert_eq!(door.tick(4), Ok(vec![(5, 2, vec![1, 3]), (3, 1, vec![2])]));
    assert_eq!(door.tick(9), Ok(vec![]));
    door.feed(1, 1, 4);
    assert_eq!(door.tick(i64::MAX), Ok(vec![(9, 1, vec![2, 4])]));
    assert_eq!(door.0.watermark(), at(i64::MAX));
    assert_eq!((door.0.gauge().keys, door.0.gauge().late), (2, 0));
}

#[test]
fn complete_gives_the_whole_table() {
    let mut door = Door::new(None, None, Emit::Complete);
    door.feed(0, 2, 1);
    assert_eq!(door.tick(0), Ok(vec![(0, 2, vec![1])]));
    door.feed(0, 1, 2);
    assert_eq!(door.tick(0), Ok(vec![(0, 2, vec![1]), (0, 1, vec![2])]));
    assert_eq!(door.tick(0), Ok(vec![(0, 2, vec![1]), (0, 1, vec![2])]));
}

#[test]
fn updates_may_wait_for_an_interval() {
    let mut door = Door::new(None, None, Emit::Every(Duration::from_nanos(10)));
    door.feed(0, 2, 1);
    assert_eq!(door.tick(5), Ok(vec![]));
    assert_eq!(door.0.next_tick(), Some(at(10)));
    door.feed(0, 2, 2);
    assert_eq!(door.tick(11), Ok(vec![(5, 2, vec![1, 2])]));
    assert_eq!(door.0.next_tick(), None);
    door.feed(12, 2, 3);
    assert_eq!(door.tick(i64::MAX), Ok(vec![(12, 2, vec![1, 2, 3])]));
}

#[test]
fn a_key_is_forgotten_a_ttl_after_its_last_record() {
    let mut door = Door::new(Some(10), None, Emit::OnUpdate);
    door.feed(0, 1, 1);
    door.feed(5, 2, 1);
    assert_eq!(door.tick(9).unwrap().len(), 2);
    door.feed(9, 1, 2);
    assert_eq!(door.tick(15), Ok(vec![(9, 1, vec![1, 2])]));
    door.feed(15, 2, 2);
    assert_eq!(door.tick(16), Ok(vec![(15, 2, vec![2])]));
    assert_eq!(door.tick(100), Ok(vec![]));
    assert_eq!(door.tick(100), Ok(vec![]));
    assert_eq!(door.0.gauge().keys, 0);
}

#[test]
fn a_record_finds_its_key_forgotten_by_its_own_watermark() {
    let all = |second: i64| {
        let mut door = Door::new(Some(10), None, Emit::OnUpdate);
        door.feed_at(5, 0, 1, 1);
        assert_eq!(door.tick(0).unwrap().len(), 1);
        door.feed_at(3, 4, 1, 2);
        door.feed_at(20, second, 1, 3);
        door.tick(4).unwrap()
    };
    assert_eq!(all(14), [(20, 1, vec![1, 2, 3])]);
    assert_eq!(all(15), [(20, 1, vec![3])]);
}

#[test]
fn by_the_clock_a_record_finds_its_key_forgotten_at_its_own_time() {
    for (time, values) in [(14, vec![1, 2, 3]), (15, vec![2, 3])] {
        let mut door = Door::new(Some(10), None, Emit::OnUpdate);
        door.0 = door.0.by_clock();
        door.feed_at(5, i64::MIN, 1, 1);
        assert_eq!(door.tick(5).unwrap().len(), 1);
        door.feed_at(time, i64::MIN, 1, 2);
        door.feed_at(time, i64::MIN, 1, 3);
        assert_eq!(door.tick(time), Ok(vec![(time, 1, values)]));
    }
}

#[test]
fn more_keys_than_allowed_are_an_error() {
    let mut door = Door::new(Some(10), Some(2), Emit::OnUpdate);
    (0..2).for_each(|key| door.feed(0, key, 1));
    assert!(door.tick(10).is_ok());
    // The others are forgotten by now.
    (2..4).for_each(|key| door.feed(10, key, 1));
    assert!(door.tick(10).is_ok());
    door.feed(11, 4, 1);
    let error = door.tick(12).unwrap_err();
    assert_eq!(error, "3 keys are held, and `max_keys` is 2; raise it, or forget keys that rest with `ttl`");
}

#[test]
fn the_bound_holds_for_all_workers_together() {
    let over = on_workers(4, async |worker, mut exchange| {
        let mut door = Door::new(None, Some(30), Emit::OnUpdate);
        let mut over = Vec::new();
        for batch in 0..3 {
            (0..25).for_each(|key| door.feed(0, key + 10 * batch, worker as i64));
            door.0.exchange(&mut exchange, &ALL).await;
            over.push(door.tick(0).is_err());
        }
        over
    });
    // 25, 35, 45 keys in all; what others took in this batch is known in the next.
    assert!(over.iter().all(|over| !over[0] && over[2]), "{over:?}");
}

#[test]
fn both_ends_of_the_range_are_times() {
    let mut door = Door::new(Some(u64::MAX), None, Emit::OnUpdate);
    door.feed(i64::MIN, 1, 1);
    assert_eq!(door.tick(i64::MIN), Ok(vec![(i64::MIN, 1, vec![1])]));
    door.feed(i64::MAX, 1, 2);
    assert_eq!(door.tick(i64::MAX), Ok(vec![(i64::MAX, 1, vec![1, 2])]));
}

type Ends = Exchange<RunningParcel<u8, Vec<i64>, ()>>;

fn on_workers<F: Future>(workers: usize, worker: impl Fn(usize, Ends) -> F) -> Vec<F::Output> {
    block_on(join_all(Ends::make(workers).into_iter().enumerate().map(|(number, end)| worker(number, end))))
}

/// A batch: its records, by time, key and value, and the watermark at its end.
type Batch = (Vec<(i64, u8, i64)>, i64);

fn batches() -> impl Strategy<Value = Vec<Batch>> {
    let record = (-20..20_i64, 0..12_u8, -9..9_i64);
    let batch = (prop::collection::vec(record, 0..15), 0..15_i64);
    prop::collection::vec(batch, 1..12).prop_map(|batches| {
        let mut watermark = 0;
        let shift = |(records, step): (Vec<(i64, u8, i64)>, i64)| {
            let records =
                records.into_iter().map(|(time, key, value)| (time + watermark, key, value)).collect();
            watermark += step;
            (records, watermark)
        };
        batches.into_iter().map(shift).collect()
    })
}

/// What comes out of each batch, by a list of keys.
fn naive(batches: &[Batch], ttl: Option<u64>, emit: Emit) -> Vec<Vec<Shown>> {
    let mut keys: Vec<(u8, i64, Vec<i64>, bool)> = Vec::new();
    let (mut passed, mut last_tick, mut out) = (i64::MIN, None::<i64>, Vec::new());
    for (records, watermark) in batches {
        if let Some(ttl) = ttl {
            keys.retain(|(_, last, ..)| last + ttl as i64 > passed);
        }
        for (time, key, value) in records {
            let at = keys.iter().position(|(k, ..)| k == key).unwrap_or_else(|| {
                keys.push((*key, *time, Vec::new(), false));
                keys.len() - 1
            });
            keys[at].1 = keys[at].1.max(*time).max(passed);
            keys[at].2.push(*value);
            keys[at].3 = true;
        }
        let due = match emit {
            Emit::Every(d) => {
                last_tick.is_some_and(|last| last / d.as_nanos() as i64 != watermark / d.as_nanos() as i64)
            }
            _ => true,
        };
        last_tick = Some(*watermark);
        let mut fired = Vec::new();
        for (key, last, values, changed) in keys.iter_mut().filter(|_| due) {
            if *changed || emit == Emit::Complete {
                fired.push(((*last).max(passed), *key, values.clone()));
            }
            *changed = false;
        }
        passed = *watermark;
        out.push(fired);
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn one_worker_and_several_agree_with_a_list(
        batches in batches(),
        ttl in prop::option::of(1..40_u64),
        emit in prop_oneof![
            Just(Emit::OnUpdate),
            Just(Emit::Complete),
            (1..20_u64).prop_map(|n| Emit::Every(Duration::from_nanos(n))),
        ],
        workers in 1..=3_usize,
    ) {
        let all = on_workers(workers, async |worker, mut exchange| {
            let mut door = Door::new(ttl, None, emit);
            let mut out = Vec::new();
            for (records, watermark) in &batches {
                for (time, key, value) in records.iter().skip(worker).step_by(workers) {
                    door.feed(*time, *key, *value);
                }
                door.0.exchange(&mut exchange, &ALL).await;
                out.push(door.tick(*watermark).unwrap());
            }
            out
        });
        let mut want = naive(&batches, ttl, emit);
        // A key that comes again after it was forgotten may keep its place.
        if workers == 1 && ttl.is_none() {
            prop_assert_eq!(&all[0], &want);
        }
        let sorted = |mut results: Vec<Shown>| {
            results.iter_mut().for_each(|(_, _, values)| values.sort_unstable());
            results.sort_unstable();
            results
        };
        for (batch, want) in want.drain(..).enumerate() {
            let got = all.iter().flat_map(|worker| worker[batch].clone()).collect();
            prop_assert_eq!(sorted(got), sorted(want));
        }
    }
}

#[test]
fn an_error_names_its_key() {
    let mut windows = RunningWindows::new(None, None, Policy::new()).expect("it lasts");
    let stamp = Stamp { time: at(0), watermark: at(0) };
    let sum = Sum::new();
    for _ in 0..2 {
        windows.add(crate::window::Slot(0), Own, 'k', stamp, i32::MAX, &sum);
    }
    let tick = Tick { watermark: at(0), now: at(0), batch: 0, last: false };
    let results: Vec<_> = windows.emit(tick, &sum).collect();
    assert_eq!(results[0].as_ref().unwrap_err().key, Some('k'));
    assert!(sum.finish(0).is_ok());
}
