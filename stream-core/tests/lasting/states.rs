//! State that is updated batch by batch: what comes out of each batch.

use std::sync::{Arc, Mutex};

use proptest::prelude::*;
use stream_core::stream;

use crate::drive::{feed, run};
use crate::oracle::batches::{running, update_state, windows};
use crate::oracle::inputs::{cases, inputs};
use crate::oracle::{Record, aggregates, sorted};

/// What a chain gives out for each batch, in batches with one worker and with four, and embedded.
macro_rules! batch_by_batch {
    ($($test:ident: $out:ty = [$($chain:tt)*] is |$batches:ident| $meaning:expr;)*) => {
        proptest! {
            #![proptest_config(cases())]
            $(
                #[test]
                fn $test(input in inputs(1), workers in prop_oneof![Just(1), Just(4)]) {
                    let batches = input.batches();
                    let expected: Vec<Vec<$out>> = { let $batches = &batches; $meaning };
                    let (seen, embedded) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(Vec::new())));
                    let (queued, out, other) = (batches.clone(), seen.clone(), embedded.clone());
                    let pipeline = stream!(queue(queued).map(|record| (record.key, record.value)) $($chain)*
                        .for_each_batch(|results: Vec<$out>, _info| out.lock().expect("no panic").push(sorted(results))));
                    run(pipeline.workers(workers));
                    let pipeline = stream!(input::<Record>().map(|record| (record.key, record.value)) $($chain)*
                        .for_each_batch(|results: Vec<$out>, _info| other.lock().expect("no panic").push(sorted(results))));
                    feed!(pipeline, batches);
                    for (how, seen) in [(format!("{workers} workers"), seen), ("embedded".into(), embedded)] {
                        let mut found = std::mem::take(&mut *seen.lock().expect("no panic"));
                        // The end of the input may be a batch of its own, without results.
                        while found.len() > expected.len() && found.last().is_some_and(Vec::is_empty) {
                            found.pop();
                        }
                        prop_assert_eq!(&found, &expected, "{}", how);
                    }
                }
            )*
        }
    };
}

batch_by_batch! {
    updated_states: (String, u64) = [
        .update_state_by_key(|values: Vec<i64>, state: Option<u64>| {
            Some(state.unwrap_or(0) + values.len() as u64).filter(|n| n % 7 != 0)
        })
    ] is |batches| {
        let update = |values: Vec<i64>, state: Option<u64>| Some(state.unwrap_or(0) + values.len() as u64).filter(|n| n % 7 != 0);
        update_state(batches, update).into_iter().map(|states| states.into_iter().collect()).collect()
    };

    running_counts: (String, u64) = [.running().emit(on_update).count()] is |batches| {
        let of_changed = |(all, changed): (_, std::collections::BTreeSet<String>)| {
            let all: std::collections::BTreeMap<String, Vec<i64>> = all;
            let rows = all.into_iter().filter(|(key, _)| changed.contains(key));
            rows.map(|(key, values)| (key, aggregates::count(&values))).collect()
        };
        running(batches).into_iter().map(of_changed).collect()
    };

    whole_tables: (String, (i64, i64)) = [.running().emit(complete).aggregate((min(), max()))] is |batches| {
        let row = |(key, values): (String, Vec<i64>)| {
            let values = sorted(values);
            (key, (values[0], values[values.len() - 1]))
        };
        running(batches).into_iter().map(|(all, _)| all.into_iter().map(row).collect()).collect()
    };

    windows_over_batches: (String, i64) = [.window(batches(3)).max()] is |batches| {
        over(batches, 3, 1, |values| values.into_iter().max())
    };

    every_second_batch: (String, u64) = [.window(batches(4, every = 2)).count()] is |batches| {
        over(batches, 4, 2, |values| Some(values.len() as u64))
    };

    sums_of_the_last_batches: (String, i64) = [
        .map_values(|value| value % 1_000).reduce_by_key_and_window(|a, b| a + b, batches(3, every = 2))
    ] is |batches| {
        over(batches, 3, 2, |values| Some(values.into_iter().map(|value| value % 1_000).sum()))
    };

    sums_with_an_inverse: (String, i64) = [
        .map_values(|value| value % 1_000).reduce_by_key_and_window(|a, b| a + b, batches(3), inverse = |a, b| a - b)
    ] is |batches| {
        over(batches, 3, 1, |values| Some(values.into_iter().map(|value| value % 1_000).sum()))
    };
}

/// What windows over batches give, batch by batch.
fn over<T: Ord>(
    batches: &[Vec<Record>],
    n: usize,
    every: usize,
    of: impl Fn(Vec<i64>) -> Option<T>,
) -> Vec<Vec<(String, T)>> {
    let mut out: Vec<Vec<(String, T)>> = batches.iter().map(|_| Vec::new()).collect();
    for (at, values) in windows(batches, n, every) {
        out[at] = sorted(values.into_iter().filter_map(|(key, values)| Some((key, of(values)?))));
    }
    out
}
