//! Windows over batches against the records of the last batches.

use std::collections::BTreeMap;

use futures::executor::block_on;
use futures::future::join_all;
use proptest::prelude::*;

use super::{Batches, InverseBatches};
use crate::exchange::{Exchange, Part as _};
use crate::keyed::kind::Own;
use crate::stage::{Stamp, Tick};
use crate::time::Timestamp;
use crate::window::aggregates::{Closures as _, reduce_of};
use crate::window::{OutsideTime as _, Policy};

type Sums = BTreeMap<u8, i64>;

const STAMP: Stamp = Stamp { time: Timestamp::from_nanos(7), watermark: Timestamp::MIN };

fn tick(batch: usize, last: bool) -> Tick {
    let now = Timestamp::from_nanos(batch as i64);
    Tick { watermark: if last { Timestamp::MAX } else { now }, now, batch: batch as u64, last }
}

/// The sums after each batch, from each worker.
fn sums(
    n: usize,
    every: Option<usize>,
    workers: usize,
    batches: &[Vec<(u8, i64)>],
) -> Vec<Vec<Vec<(u8, i64)>>> {
    let ends = Exchange::make(workers).into_iter().enumerate();
    block_on(join_all(ends.map(async |(worker, mut exchange)| {
        let (mut windows, mut got) =
            (Batches::new(n, every, Policy::new()).expect("it is a window"), Vec::new());
        for batch in 0..=batches.len() {
            for (key, value) in batches.get(batch).into_iter().flatten().skip(worker).step_by(workers) {
                let slot = windows.open(STAMP).expect("no record is late");
                windows.add(slot, Own, *key, STAMP, *value, &reduce_of(value, |a, b| a + b));
            }
            let sum = windows.reducer(|a: i64, b| a + b);
            windows.exchange(&mut exchange, &sum).await;
            let fired = windows.close(tick(batch, batch == batches.len()), &sum);
            got.push(fired.map(|fired| fired.expect("a value").1).collect());
        }
        got
    })))
}

/// The same with an inverse.
fn inverse_sums(
    n: usize,
    every: Option<usize>,
    workers: usize,
    batches: &[Vec<(u8, i64)>],
) -> Vec<Vec<Vec<(u8, i64)>>> {
    let ends = Exchange::make(workers).into_iter().enumerate();
    block_on(join_all(ends.map(async |(worker, mut exchange)| {
        let (mut windows, mut got) = (InverseBatches::new(n, every).expect("it is a window"), Vec::new());
        for batch in 0..=batches.len() {
            for (key, value) in batches.get(batch).into_iter().flatten().skip(worker).step_by(workers) {
                let slot = windows.open(STAMP).expect("no record is late");
                windows.add(slot, Own, *key, STAMP, *value, &reduce_of(value, |a, b| a + b));
            }
            let sum = windows.reversible(|a, b| a + b, |a, b| a - b);
            windows.exchange(&mut exchange, &sum).await;
            let fired = windows.close(tick(batch, batch == batches.len()), &sum);
            got.push(fired.map(|fired| fired.expect("a value").1).collect());
        }
        let keys = batches.iter().rev().take(n).flatten().map(|record| record.0);
        assert!(
            workers > 1
                || windows.gauge().keys >= keys.collect::<std::collections::BTreeSet<_>>().len() as u64
        );
        got
    })))
}

fn oracle(n: usize, every: usize, batches: &[Vec<(u8, i64)>]) -> Vec<Sums> {
    let window = |batch: usize| {
        let mut sums = Sums::new();
        let fires = batch < batches.len() && (batch + 1).is_multiple_of(every);
        let records = fires.then(|| &batches[(batch + 1).saturating_sub(n)..=batch]);
        for (key, value) in records.into_iter().flatten().flatten() {
            *sums.entry(*key).or_default() += value;
        }
        sums
    };
    (0..=batches.len()).map(window).collect()
}

/// What all workers gave out after each batch; no key comes from two.
fn together(outputs: &[Vec<Vec<(u8, i64)>>], batches: usize) -> Vec<Sums> {
    let all = |batch: usize| outputs.iter().flat_map(move |output| output[batch].iter().copied());
    (0..=batches)
        .map(|batch| {
            let sums: Sums = all(batch).collect();
            assert_eq!(sums.len(), all(batch).count());
            sums
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn windows_hold_the_last_batches(
        n in 1..7_usize,
        every in prop::option::of(1..7_usize),
        workers in 1..=3_usize,
        batches in prop::collection::vec(prop::collection::vec((0..4_u8, -9..9_i64), 0..6), 0..16),
    ) {
        let every = every.map(|every| every.min(n));
        let want = oracle(n, every.unwrap_or(1), &batches);
        prop_assert_eq!(&together(&sums(n, every, workers, &batches), batches.len()), &want);
        prop_assert_eq!(&together(&inverse_sums(n, every, workers, &batches), batches.len()), &want);
    }
}

#[test]
fn results_have_the_time_of_the_batch_and_come_by_first_sight() {
    let mut windows = Batches::new(2, None, Policy::new()).expect("it is a window");
    for key in ["b", "a"] {
        let slot = windows.open(STAMP).expect("no record is late");
        windows.add(slot, Own, key, STAMP, 1, &reduce_of(&1, |a, b| a + b));
    }
    let sum = windows.reducer(|a, b| a + b);
    let fired: Vec<_> = windows.emit(tick(5, false), &sum).map(|fired| fired.expect("a value")).collect();
    let stamp = Stamp { time: Timestamp::from_nanos(5), watermark: Timestamp::MIN };
    assert_eq!(fired, [(stamp, ("b", 1)), (stamp, ("a", 1))]);
    assert_eq!((windows.watermark(), windows.next_close()), (Timestamp::from_nanos(5), None));
    assert_eq!(windows.close(tick(6, false), &sum).count(), 2);
    assert_eq!(windows.close(tick(7, false), &sum).count(), 0);
    assert_eq!(windows.gauge().keys, 0);
}

#[test]
fn the_inverse_forgets_keys_whose_records_have_left() {
    let mut windows = InverseBatches::new(1, None).expect("it is a window");
    let slot = windows.open(STAMP).expect("no record is late");
    windows.add(slot, Own, "a", STAMP, 0, &reduce_of(&0, |a, b| a + b));
    let sum = windows.reversible(|a, b| a + b, |a, b| a - b);
    let count =
        |windows: &mut InverseBatches<_, _, _>, batch, last| windows.close(tick(batch, last), &sum).count();
    assert_eq!((count(&mut windows, 0, false), windows.gauge().keys), (1, 1), "zero is a value");
    assert_eq!((count(&mut windows, 1, true), windows.gauge().keys), (0, 1), "the end is no batch");
    assert_eq!((count(&mut windows, 1, false), windows.gauge().keys), (0, 0));
}

#[test]
fn numbers_that_make_no_windows_are_errors() {
    let error =
        |n, every| Batches::<u8, u8, ()>::new(n, every, Policy::new()).err().expect("an error").to_string();
    assert!(error(0, None).contains("the number of batches must be more than zero"));
    assert!(error(1, Some(0)).contains("`every` must be more than zero"));
    assert!(error(1, Some(2)).contains("windows of 1 batches every 2 would leave records out"));
    assert!(InverseBatches::<u8, u8, ()>::new(0, None).is_err());
}
