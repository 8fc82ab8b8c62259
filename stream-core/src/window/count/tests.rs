//! Windows by number against slices of the list of all records of a key.

use std::collections::BTreeMap;

use futures::executor::block_on;
use futures::future::join_all;
use proptest::prelude::*;

use super::CountWindows;
use crate::exchange::{Exchange, Part as _};
use crate::keyed::kind::Own;
use crate::stage::{Stamp, Tick};
use crate::time::Timestamp;
use crate::window::aggregates::{Closures as _, Collect, reduce_of};
use crate::window::{OutsideTime as _, Policy};

type Values = Vec<(u8, Vec<u32>)>;

fn stamp(at: i64) -> Stamp {
    Stamp { time: Timestamp::from_nanos(at), watermark: Timestamp::MIN }
}

fn tick(last: bool) -> Tick {
    let watermark = if last { Timestamp::MAX } else { Timestamp::from_nanos(0) };
    Tick { watermark, now: Timestamp::from_nanos(0), batch: 0, last }
}

/// Runs batches of keys, whose values are numbered, on so many workers, each with its share of every batch.
fn run(n: usize, every: Option<usize>, workers: usize, batches: &[Vec<u8>]) -> Vec<Values> {
    let ends = Exchange::make(workers).into_iter().enumerate();
    block_on(join_all(ends.map(async |(worker, mut exchange)| {
        let (mut windows, mut got) =
            (CountWindows::new(n, every, Policy::new()).expect("it is a window"), Vec::new());
        let mut number = 0;
        for batch in batches {
            let share = batch.len().div_ceil(workers).max(1);
            for (at, key) in batch.iter().enumerate() {
                if at / share == worker {
                    let slot = windows.open(stamp(0)).expect("no record is late");
                    windows.add(slot, Own, *key, stamp(0), number, &Collect::new());
                }
                number += 1;
            }
            windows.exchange(&mut exchange, &Collect::new()).await;
            got.extend(windows.close(tick(false), &Collect::new()).map(|fired| fired.expect("a value").1));
        }
        windows.exchange(&mut exchange, &Collect::<u32>::new()).await;
        got.extend(windows.emit(tick(true), &Collect::new()).map(|fired| fired.expect("a value").1));
        got
    })))
}

/// All windows of each key, in order.
fn oracle(n: usize, every: usize, batches: &[Vec<u8>]) -> BTreeMap<u8, Vec<Vec<u32>>> {
    let mut values: BTreeMap<u8, Vec<u32>> = BTreeMap::new();
    for (number, key) in batches.iter().flatten().enumerate() {
        values.entry(*key).or_default().push(number as u32);
    }
    let windows = |values: &Vec<u32>| {
        let ends = (1..=values.len().div_ceil(every)).map(|slide| slide * every);
        ends.map(|end| values[end.saturating_sub(n)..end.min(values.len())].to_vec()).collect()
    };
    values.iter().map(|(key, values)| (*key, windows(values))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn windows_are_slices_of_what_has_arrived(
        n in 1..9_usize,
        every in prop::option::of(1..9_usize),
        workers in 1..=3_usize,
        batches in prop::collection::vec(prop::collection::vec(0..3_u8, 0..15), 0..6),
    ) {
        let every = every.map(|every| every.min(n));
        let mut got: BTreeMap<u8, Vec<Vec<u32>>> = BTreeMap::new();
        for (key, value) in run(n, every, workers, &batches).into_iter().flatten() {
            got.entry(key).or_default().push(value);
        }
        prop_assert_eq!(got, oracle(n, every.unwrap_or(n), &batches));
    }
}

#[test]
fn results_of_a_batch_come_by_first_sight_of_the_key() {
    let got = run(2, None, 1, &[vec![1, 2, 2, 1, 3, 2], vec![2, 3, 1, 1]]);
    let want = [(1, vec![0, 3]), (2, vec![1, 2]), (1, vec![8, 9]), (2, vec![5, 6]), (3, vec![4, 7])];
    assert_eq!(got, [want.to_vec()]);
}

#[test]
fn a_reduction_over_the_last_records_each_time() {
    let mut windows = CountWindows::new(3, Some(1), Policy::new()).expect("it is a window");
    let mut exchange = Exchange::make(1).remove(0);
    let mut got: Vec<i64> = Vec::new();
    for value in [1_i64, 10, 100, 1_000, 10_000] {
        let slot = windows.open(stamp(value)).expect("no record is late");
        windows.add(slot, Own, "a", stamp(value), value, &reduce_of(&value, |a, b| a + b));
        let sum = windows.reducer(|a: i64, b| a + b);
        block_on(windows.exchange(&mut exchange, &sum));
        for fired in windows.close(tick(false), &sum) {
            let (stamp, (_, sum)) = fired.expect("a value");
            assert_eq!(stamp.time.as_nanos(), value);
            got.push(sum);
        }
    }
    assert_eq!(got, [1, 11, 111, 1_110, 11_100]);
    assert_eq!((windows.gauge().keys, windows.next_close()), (1, None));
}

#[test]
fn numbers_that_make_no_windows_are_errors() {
    let error = |n, every| {
        CountWindows::<u8, u8, ()>::new(n, every, Policy::new()).err().expect("an error").to_string()
    };
    assert!(error(0, None).contains("the number of records must be more than zero"));
    assert!(error(1, Some(0)).contains("`every` must be more than zero"));
    assert!(error(1, Some(2)).contains("windows of 1 records every 2 would leave records out"));
}
