//! `emit(on_update)`: each batch gives out what it changed, so that equal batches give equal results.

use std::sync::{Arc, Mutex};

use proptest::prelude::*;
use stream_core::stream;
use stream_core::time::Timestamp;
use stream_core::window::{Timing, Windowed};

use crate::drive::{feed, nanos, run};
use crate::oracle::inputs::{Input, SECOND, cases, inputs};
use crate::oracle::time::stamped;
use crate::oracle::windows::{Groups, Sliding};
use crate::oracle::{Record, sorted};

/// Key, start of the window and sorted values, of the windows that each batch changed.
type Changes = Vec<Vec<(String, i64, Vec<i64>)>>;

/// The groups that the first `batches` batches make.
fn after(input: &Input, batches: usize, window: Sliding, lateness: i64) -> Groups<String, i64> {
    let records = input.batches()[..batches].concat();
    window.group(&stamped(&[records], input.out_of_order), lateness).groups
}

fn changes(input: &Input, window: Sliding, lateness: i64) -> Changes {
    let of_batch = |at: usize| {
        let (before, after) = (after(input, at, window, lateness), after(input, at + 1, window, lateness));
        let changed = after.into_iter().filter(|(group, values)| before.get(group) != Some(values));
        changed.map(|((key, window), values)| (key, window.0, values)).collect()
    };
    (0..input.batches().len()).map(of_batch).collect()
}

/// What came out, without what comes out only because a window ends.
fn seen(
    results: Vec<Windowed<String, Vec<i64>>>,
    last: &mut Groups<String, i64>,
) -> Vec<(String, i64, Vec<i64>)> {
    let mut changed = Vec::new();
    for result in results {
        let (start, values) = (result.window.start.as_nanos(), sorted(result.value));
        let before = last.insert((result.key.clone(), (start, result.window.end.as_nanos())), values.clone());
        if before.as_ref() == Some(&values) {
            assert_eq!(
                result.pane.timing,
                Timing::OnTime,
                "nothing has changed, so it comes out because it ends"
            );
        } else {
            changed.push((result.key, start, values));
        }
    }
    sorted(changed)
}

macro_rules! updates {
    ($($test:ident: [$($window:tt)*], $of:expr, $lateness:expr;)*) => {
        proptest! {
            #![proptest_config(cases())]
            $(
                #[test]
                fn $test(input in inputs(1), workers in prop_oneof![Just(1), Just(4)]) {
                    let mut expected: Changes = changes(&input, $of, $lateness);
                    expected.push(Vec::new());
                    let (found, embedded) = (Arc::new(Mutex::new(Vec::new())), Arc::new(Mutex::new(Vec::new())));
                    let (queued, disorder) = (input.batches(), nanos(input.out_of_order));
                    let (out, other) = (found.clone(), embedded.clone());
                    run(stream!(queue(queued)
                        .event_time(|record| Timestamp::from_nanos(record.time), out_of_order = disorder, max_ahead = none)
                        .map(|record| (record.key, record.value))
                        $($window)*.emit(on_update).collect()
                        .for_each_batch(|results: Vec<_>, _info| out.lock().expect("no panic").push(results))).workers(workers));
                    feed!(stream!(input::<Record>()
                        .event_time(|record| Timestamp::from_nanos(record.time), out_of_order = disorder, max_ahead = none)
                        .map(|record| (record.key, record.value))
                        $($window)*.emit(on_update).collect()
                        .for_each_batch(|results: Vec<_>, _info| other.lock().expect("no panic").push(results))), input.batches());
                    for (how, found) in [(format!("{workers} workers"), found), ("embedded".into(), embedded)] {
                        let (mut last, batches) = (Groups::new(), std::mem::take(&mut *found.lock().expect("no panic")));
                        let mut batches: Changes = batches.into_iter().map(|results| seen(results, &mut last)).collect();
                        // Without input there may be no batch but the end.
                        batches.resize(expected.len().max(batches.len()), Vec::new());
                        prop_assert_eq!(&batches, &expected, "{}", how);
                    }
                }
            )*
        }
    };
}

updates! {
    fixed: [.window(fixed(10s))], Sliding::fixed(10 * SECOND), 0;
    fixed_with_lateness: [.window(fixed(10s)).allowed_lateness(6s)], Sliding::fixed(10 * SECOND), 6 * SECOND;
}
