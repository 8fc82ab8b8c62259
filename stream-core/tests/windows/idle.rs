//! Partitions that fall silent, with and without an idle time: what each batch fires, how far the watermark has come, and what is late.

use futures::FutureExt as _;
use proptest::prelude::*;
use stream_core::time::Timestamp;
use stream_core::{Collected, ProgressReports, stream};

use crate::drive::{nanos, run};
use crate::oracle::clock::{Times, times};
use crate::oracle::idle::{Fired, Step, Windows};
use crate::oracle::inputs::{Input, SECOND, cases_of, inputs};
use crate::oracle::sorted;
use crate::oracle::windows::{Firing, Sliding, sessions};
use crate::script::Script;
use crate::seen::{pairs, shown};
use crate::times::{Timeline, fed_at, leave_out_empty_end};

/// Batches at most: what is left of the records is left out.
const STEPS: usize = 30;

/// An input in steps: how many records of each partition are in a batch goes round and round, and most often it is none.
fn scripts(partitions: usize) -> impl Strategy<Value = (Input, Vec<Step>, Times)> {
    let records = prop_oneof![3 => Just(0), 2 => 1..3_usize, 1 => 3..20_usize];
    let turns = prop::collection::vec(prop::collection::vec(records, 1..8), partitions);
    (inputs(partitions), turns, times()).prop_map(|(input, turns, times)| {
        let mut rest: Vec<_> = input.partitions.iter().map(|records| records.clone().into_iter()).collect();
        let mut steps: Vec<Step> = Vec::new();
        while steps.len() < STEPS && rest.iter().any(|records| records.len() > 0) {
            let of_step = |(records, turns): (&mut std::vec::IntoIter<_>, &Vec<usize>)| {
                records.by_ref().take(turns[steps.len() % turns.len()]).collect()
            };
            let step = rest.iter_mut().zip(&turns).map(of_step).collect();
            steps.push(step);
        }
        let last = steps.iter().rposition(|step| step.iter().any(|records| !records.is_empty()));
        steps.truncate(last.map_or(0, |last| last + 1));
        (input, steps, times)
    })
}

/// The first `number` batches, and all that came out behind them: the end of the input may be a batch of its own.
fn up_to(number: usize, batches: impl IntoIterator<Item = Vec<Firing>>) -> (Vec<Vec<Firing>>, Vec<Firing>) {
    let mut batches: Vec<_> = batches.into_iter().collect();
    let rest = batches.split_off(number.min(batches.len()));
    leave_out_empty_end(&mut batches);
    (batches, sorted(rest.concat()))
}

fn results(fired: &[Fired]) -> (Vec<Vec<Firing>>, Vec<Firing>) {
    up_to(fired.len() - 1, fired.iter().map(|fired| fired.results.clone()))
}

/// Of each batch how many records it took, and the watermark after it, the least `i64` for none.
fn told(mut reports: ProgressReports) -> Vec<(u64, i64)> {
    let mut told = Vec::new();
    while let Some(Some(report)) = reports.next().now_or_never() {
        told.push((report.records_in, report.watermark.map_or(i64::MIN, |watermark| watermark.as_nanos())));
    }
    told
}

/// Windows over partitions that a script makes silent, with some workers; `$time` is what `event_time` is told of an idle time `$d`; `$early`: a batch may
/// come though nothing is due, for of sessions it is only known before which instant nothing is.
macro_rules! partitions {
    ($($test:ident: [$($window:tt)*] within |$d:ident| [$($time:tt)*], early: $early:literal, $windows:expr;)*) => {
        proptest! {
            #![proptest_config(cases_of(3))]
            $(
                #[test]
                fn $test((input, steps, times) in scripts(3), idle in 1..30_i64, workers in prop_oneof![Just(1), Just(4)]) {
                    let (line, late) = (Timeline::<Firing>::new(&times), Collected::new());
                    let (script, ended, too_late) = (Script::new(steps.clone()), line.clone(), late.clone());
                    let (disorder, $d) = (nanos(input.out_of_order), nanos(idle * SECOND));
                    let pipeline = stream!({
                        let windows = source(script)
                            .event_time(|record| Timestamp::from_nanos(record.time), out_of_order = disorder, max_ahead = none $($time)*)
                            .map(|record| (record.key, record.value))
                            $($window)*
                            .collect();
                        windows.late().collect(too_late);
                        windows.map(|result| shown(result)).for_each_batch(|results: Vec<Firing>, _info| ended.ended(results));
                    });
                    let reports = pipeline.progress();
                    run(pipeline.clock(line.clock()).workers(workers));
                    let (taken, reached): (Vec<u64>, Vec<i64>) = told(reports).into_iter().unzip();
                    let of: fn(&Input, &Times, i64) -> Windows = $windows;
                    let windows = Windows { partitions: 3, ..of(&input, &times, idle * SECOND) };
                    let empty = (0..taken.len()).filter(|batch| $early && taken[*batch] == 0).collect();
                    let (fired, missed) = Windows { empty, ..windows }.run(&steps);
                    let last = fired.len() - 1;
                    prop_assert_eq!(up_to(last, line.take()), results(&fired), "{} workers", workers);
                    prop_assert_eq!(sorted::<(String, i64)>(late.take()), pairs(&missed), "late, {} workers", workers);
                    let expected: Vec<i64> = fired[..last].iter().map(|fired| fired.watermark).collect();
                    prop_assert_eq!(&reached[..last], expected, "{} workers", workers);
                }
            )*
        }
    };
}

fn fixed(input: &Input, times: &Times, idle: i64) -> Windows {
    Windows {
        times: times.clone(),
        partitions: 1,
        out_of_order: input.out_of_order,
        idle: Some(idle),
        ends: false,
        group: |stamped| Sliding::fixed(10 * SECOND).group(stamped, 0),
        fires: |end, watermark| end <= watermark,
        empty: vec![],
    }
}

fn sliding(input: &Input, times: &Times, idle: i64) -> Windows {
    let group = |stamped: &_| Sliding { length: 10 * SECOND, every: 4 * SECOND, offset: 0 }.group(stamped, 0);
    Windows { group, ..fixed(input, times, idle) }
}

partitions! {
    fixed_windows: [.window(fixed(10s))] within |d| [, idle = d], early: false, fixed;

    sliding_windows: [.window(sliding(10s, every = 4s))] within |d| [, idle = d], early: false, sliding;

    session_windows: [.window(session(gap = 5s))] within |d| [, idle = d], early: true, |input, times, idle| Windows {
        group: |stamped| sessions(stamped, 5 * SECOND, 0),
        fires: |end, watermark| end < watermark,
        ..fixed(input, times, idle)
    };

    held_without_an_idle_time: [.window(fixed(10s))] within |_d| [], early: false, |input, times, idle| Windows {
        idle: None,
        ..fixed(input, times, idle)
    };
}

/// One partition, which is embedded.
macro_rules! embedded {
    ($($test:ident: [$($window:tt)*], $windows:expr;)*) => {
        proptest! {
            #![proptest_config(cases_of(3))]
            $(
                #[test]
                fn $test((input, steps, times) in scripts(1), idle in 1..30_i64) {
                    let windows = Windows { ends: true, ..$windows(&input, &times, idle * SECOND) };
                    let expected = results(&windows.run(&steps).0);
                    let (disorder, idle) = (nanos(input.out_of_order), nanos(idle * SECOND));
                    let batches: Vec<_> = steps.into_iter().map(|step| step.concat()).collect();
                    let found = fed_at!(batches, times, Firing = [
                        .event_time(|record| Timestamp::from_nanos(record.time), out_of_order = disorder, max_ahead = none, idle = idle)
                        .map(|record| (record.key, record.value))
                        $($window)*
                        .collect()
                        .map(|result| shown(result))
                    ]);
                    prop_assert_eq!(up_to(expected.0.len(), found), expected);
                }
            )*
        }
    };
}

embedded! {
    fixed_windows_embedded: [.window(fixed(10s))], fixed;
    sliding_windows_embedded: [.window(sliding(10s, every = 4s))], sliding;
}
