//! Several workers against a list of all records.

use futures::executor::block_on;
use futures::future::join_all;
use proptest::prelude::*;

use super::oracle::{Oracle, Step, policies, steps};
use super::{BOTH, Door, Fixed, Parcel, Shown, State, at};
use crate::exchange::{Exchange, Part as _};
use crate::keyed::kind::Own;
use crate::stage::{Stamp, Tick};
use crate::window::{Length, Pane, Policy, Windowed};

type Ends = Exchange<Parcel<u8, State, ()>>;

/// Runs `worker` on each of `workers` workers.
fn on_workers<F: Future>(workers: usize, worker: impl Fn(usize, Ends) -> F) -> Vec<F::Output> {
    block_on(join_all(Ends::make(workers).into_iter().enumerate().map(|(number, end)| worker(number, end))))
}

/// What one worker of several gives out at each tick.
async fn run(mut door: Door, steps: &[Step], worker: usize, mut exchange: Ends) -> Vec<Vec<Shown>> {
    let (mut watermark, mut turn, mut out) = (i64::MIN, 0, Vec::new());
    for step in steps {
        match *step {
            Step::Record { time, key, value } => {
                if turn % exchange.workers() == worker {
                    door.feed_behind(watermark, time, key, value);
                }
                turn += 1;
            }
            Step::Tick { watermark: next } => {
                watermark = next;
                door.windows.exchange(&mut exchange, &BOTH).await;
                out.push(door.tick(next));
            }
        }
    }
    out
}

/// What all workers give out at each tick, sorted.
fn together(all: &[Vec<Vec<Shown>>]) -> Vec<Vec<Shown>> {
    let tick = |n: usize| {
        let mut results: Vec<_> = all.iter().flat_map(|worker| worker[n].clone()).collect();
        results.sort_unstable();
        results
    };
    (0..all[0].len()).map(tick).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn several_workers_give_what_a_list_gives(
        workers in 1..=4_usize,
        policy in policies(),
        steps in steps(),
        closing in any::<bool>(),
    ) {
        let policy = if closing { Policy::new() } else { policy };
        let door = || if closing { Door::closing() } else { Door::emitting(policy) };
        let got = together(&on_workers(workers, |worker, exchange| run(door(), &steps, worker, exchange)));
        let (mut oracle, mut watermark, mut want) = (Oracle::default(), i64::MIN, Vec::new());
        let lateness = policy.lateness.as_nanos() as i64;
        for step in steps {
            match step {
                Step::Record { time, key, value } => _ = oracle.feed(watermark, lateness, time, key, value),
                Step::Tick { watermark: next } => {
                    watermark = next;
                    want.push(oracle.tick(next, &policy));
                    want.last_mut().unwrap().sort_unstable();
                }
            }
        }
        prop_assert_eq!(got, want);
    }
}

#[test]
fn records_move_as_they_are_while_hardly_any_key_repeats() {
    let modes = on_workers(2, async |worker, mut exchange| {
        let mut door = Door::closing();
        let mut modes = Vec::new();
        let mut batch = async |keys: u8, times: usize| {
            for key in (0..times).flat_map(|_| 0..keys) {
                if usize::from(key) % 2 == worker {
                    door.feed(0, key, 1);
                }
            }
            door.windows.exchange(&mut exchange, &BOTH).await;
            assert_eq!(door.tick(0), []);
            modes.push(door.windows.sharing.raw.is_some());
        };
        // In the first batch these windows do not know yet that there are several workers.
        batch(200, 1).await;
        batch(200, 1).await;
        for _ in 0..15 {
            batch(20, 10).await;
        }
        batch(20, 10).await;
        // Keys have repeated: for a while records are not counted.
        for _ in 0..15 {
            batch(200, 1).await;
        }
        batch(200, 1).await;
        let results = door.tick(10);
        assert!(results.iter().all(|(key, _, (count, sum), pane)| {
            let want = if *key < 20 { 178 } else { 18 };
            *count == want && *sum == want as i64 && *pane == Pane::ONLY
        }));
        (modes, results.len())
    });
    let mut want = vec![false; 34];
    want[1..16].fill(true);
    want[33] = true;
    assert!(modes.iter().all(|(modes, _)| *modes == want), "{modes:?}");
    assert_eq!(modes.iter().map(|(_, results)| results).sum::<usize>(), 200);
}

/// Feeds a record of `key` for each batch; the worker that reads it changes with the batch.
async fn feed_many_keys(
    windows: &mut Many,
    worker: usize,
    exchange: &mut Exchange<Parcel<u32, State, ()>>,
    batch: u32,
) {
    for key in (0..2 * KEYS).filter(|key| (key + batch) % 2 == worker as u32) {
        let stamp = Stamp { time: at(3), watermark: at(0) };
        let slot = windows.open(stamp).expect("no record is late");
        windows.add(slot, Own, key, stamp, ((), i64::from(batch)), &BOTH);
    }
    assert!(windows.sharing.raw.is_some(), "found out within the first batch");
    windows.exchange(exchange, &BOTH).await;
    let tick = Tick { watermark: at(0), now: at(0), batch: batch.into(), last: false };
    assert_eq!(windows.close(tick, &BOTH).count(), 0);
    assert!(windows.rooms.iter().any(|room| room.capacity() > 0), "the memory of packets is kept");
}

/// More keys for each worker than are counted before they are found to be many.
const KEYS: u32 = 70_000;

type Many = Fixed<u32, State, (), Length<10, 0>>;

#[test]
fn many_keys_move_as_records_from_the_first_batch_on() {
    let ends = Exchange::<Parcel<u32, State, ()>>::make(2).into_iter().enumerate();
    let mut results = block_on(join_all(ends.map(async |(worker, mut exchange)| {
        let mut windows: Many = Fixed::new(Length, Policy::new());
        windows.be_one_of(worker, 2);
        for batch in 0..3 {
            feed_many_keys(&mut windows, worker, &mut exchange, batch).await;
        }
        let tick = Tick { watermark: at(10), now: at(10), batch: 3, last: true };
        let results = windows.close(tick, &BOTH).map(|result| result.expect("no sum overflows").1);
        results.map(|Windowed { key, value, .. }| (key, value)).collect::<Vec<_>>()
    })))
    .concat();
    results.sort_unstable();
    assert!(results.into_iter().eq((0..2 * KEYS).map(|key| (key, (3, 3)))));
}

#[test]
fn the_exchange_is_send_though_the_aggregate_is_not_sync() {
    fn is_send<T: Send>(future: T) -> T {
        future
    }
    let counter = std::cell::Cell::new(0);
    let mut windows = Fixed::new(Length::<10, 0>, Policy::new());
    let reduce = crate::window::aggregates::reduce_of(&1, move |a, b| {
        counter.set(counter.get() + 1);
        a + b
    });
    let stamp = Stamp { time: at(0), watermark: at(0) };
    let slot = windows.open(stamp).unwrap();
    windows.add(slot, Own, 1_u8, stamp, 2, &reduce);
    let mut exchange = Exchange::make(1).remove(0);
    block_on(is_send(windows.exchange(&mut exchange, &reduce)));
    assert_eq!(windows.gauge().keys, 1);
}
