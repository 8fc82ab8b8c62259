//! Lookups in an outside store, with a cache of a bounded size whose answers are kept for a while: which keys are asked for in each
//! batch, and which answer each record gets.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use proptest::prelude::*;
use stream_core::{BoxError, OnError, stream};

use crate::drive::{nanos, run};
use crate::oracle::clock::{Times, times};
use crate::oracle::inputs::{Input, SECOND, cases_of, inputs};
use crate::oracle::outside::{Looked, lookups};
use crate::oracle::{Record, sorted};
use crate::times::Timeline;

/// Key, value, and the number of the batch in which its answer was asked for.
type Row = (String, i64, usize);

/// Up to 24 keys.
fn key(record: &Record) -> String {
    format!("{}{}", record.key, record.value.rem_euclid(6))
}

/// A store that tells in which batch it was asked, and at times does not answer.
#[derive(Clone)]
struct Store {
    line: Timeline<Row>,
    /// Of so many answers one is refused; 0: none.
    refuses: usize,
    asked: Arc<Mutex<Vec<(usize, String)>>>,
}

impl Store {
    async fn ask(self, key: String) -> Result<usize, BoxError> {
        let number = self.line.len();
        self.asked.lock().expect("no panic").push((number, key.clone()));
        tokio::task::yield_now().await;
        if refused(self.refuses, &key, number) { Err("busy".into()) } else { Ok(number) }
    }
}

fn refused(one_of: usize, key: &str, number: usize) -> bool {
    one_of > 0 && (key.bytes().map(usize::from).sum::<usize>() + number).is_multiple_of(one_of)
}

/// Runs lookups with a cache of this size and the arguments that are left: what came out, and what was asked for, of each batch.
macro_rules! look_up {
    ($input:expr, $times:expr, $workers:expr, $refuses:expr, [$($named:tt)*]) => {{
        let line = Timeline::<Row>::new(&$times);
        let store = Store { line: line.clone(), refuses: $refuses, asked: Arc::default() };
        let (queued, asking, ended) = ($input.batches(), store.clone(), line.clone());
        run(stream!(
            queue(queued)
                .map(|record| (key(&record), record.value))
                .lookup(|key| asking.clone().ask(key).await?, $($named)*)
                .map(|(key, (value, answer))| (key, value, answer))
                .for_each_batch(|results: Vec<Row>, _info| ended.ended(results))
        ).clock(line.clock()).on_error(OnError::skip()).workers($workers));
        let asked = std::mem::take(&mut *store.asked.lock().expect("no panic"));
        (line.take(), sorted(asked))
    }};
}

/// What comes out and what is asked for, by the oracle.
fn expected(
    input: &Input,
    times: &Times,
    cache: usize,
    ttl: Option<i64>,
    refuses: usize,
) -> (Vec<Vec<Row>>, Vec<(usize, String)>) {
    let batches = input.batches();
    let keys = |(number, batch): (usize, &Vec<Record>)| (batch.iter().map(key).collect(), times.of(number));
    let keys: Vec<(Vec<String>, i64)> = batches.iter().enumerate().map(keys).collect();
    let looked = lookups(&keys, cache, ttl, |key, number| refused(refuses, key, number));
    let row = |(record, answer): (&Record, &Option<usize>)| Some((key(record), record.value, (*answer)?));
    let rows = |(batch, looked): (&Vec<Record>, &Looked<String>)| {
        sorted(batch.iter().zip(&looked.answers).filter_map(row))
    };
    let mut rows: Vec<Vec<Row>> = batches.iter().zip(&looked).map(rows).collect();
    rows.truncate(rows.iter().rposition(|rows| !rows.is_empty()).map_or(0, |last| last + 1));
    let asked = looked
        .iter()
        .enumerate()
        .flat_map(|(number, looked)| looked.asked.iter().map(move |key| (number, key.clone())));
    (rows, sorted(asked))
}

proptest! {
    #![proptest_config(cases_of(2))]

    #[test]
    fn one_worker(
        input in inputs(1),
        times in times(),
        cache in 0..20_usize,
        ttl in prop::option::of(1..30_i64),
        refuses in prop_oneof![Just(0), 2..6_usize],
        at_once in 1..20_usize,
    ) {
        let ttl = ttl.map(|seconds| seconds * SECOND);
        let (rows, asked) = match ttl.map(nanos) {
            Some(ttl) => look_up!(input, times, 1, refuses, [cache = cache, ttl = ttl, concurrency = at_once]),
            None => look_up!(input, times, 1, refuses, [cache = cache]),
        };
        let expected = expected(&input, &times, cache, ttl, refuses);
        prop_assert_eq!(rows, expected.0);
        prop_assert_eq!(asked, expected.1);
    }

    /// Each worker has a cache of its own: no answer is older than it may be, and none was not asked for.
    #[test]
    fn four_workers(input in inputs(1), times in times(), cache in 0..20_usize, ttl in 1..30_i64) {
        let ttl: Duration = nanos(ttl * SECOND);
        let (rows, asked) = look_up!(input, times, 4, 0, [cache = cache, ttl = ttl]);
        let all = |batch: Vec<Record>| sorted(batch.iter().map(|record| (key(record), record.value)));
        let mut records: Vec<_> = input.batches().into_iter().map(all).collect();
        records.truncate(rows.len());
        let pairs = |rows: &Vec<Row>| rows.iter().map(|row| (row.0.clone(), row.1)).collect::<Vec<_>>();
        prop_assert_eq!(rows.iter().map(pairs).collect::<Vec<_>>(), records);
        for (number, (key, _, answer)) in rows.iter().enumerate().flat_map(|(n, rows)| rows.iter().map(move |row| (n, row))) {
            let age = times.of(number).abs_diff(times.of(*answer));
            prop_assert!(*answer == number || u128::from(age) < ttl.as_nanos(), "{} of {} in {}", key, answer, number);
            prop_assert!(asked.contains(&(*answer, key.clone())));
        }
    }
}
