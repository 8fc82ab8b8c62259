//! Pipelines against Spark: the same inputs, batch for batch.

use std::sync::{Arc, Mutex};

use stream_core::table::Table;
use stream_core::time::Timestamp;
use stream_core::window::Windowed;
use stream_core::{Collected, Pipeline, Startable, stream};

use crate::golden::{expected, input, sides};
use crate::oracle::{Record, sorted};
use crate::show::{float, millis, side};

fn run(pipeline: Pipeline<impl Startable>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let running = pipeline.start().await.expect("it starts");
        running.await_termination().await.expect("it ends");
    });
}

fn time(record: &Record) -> Timestamp {
    Timestamp::from_nanos(record.time)
}

/// Key, window, count, sum, mean, as Spark's files have them.
fn statistics(result: Windowed<String, (u64, i64, f64)>) -> String {
    let (start, end) = (millis(result.window.start.as_nanos()), millis(result.window.end.as_nanos()));
    let (count, sum, mean) = result.value;
    format!("{},{start},{end},{count},{sum},{}", result.key, float(mean))
}

/// One case of count, sum and mean by key and window: the final results and the number of late records, with some workers. With
/// `gives` those are ours, not Spark's.
macro_rules! windows {
    ($($test:ident: $case:literal, $disorder:expr, $workers:expr, [$($window:tt)*] $(gives $ours:expr)?;)*) => {
        $(
            #[test]
            fn $test() {
                let golden = expected($case);
                let ours: Option<(&[&str], usize)> = None $(.or(Some($ours)))?;
                assert_eq!(golden.differs(), ours.is_some());
                let (rows, number_late) = match ours {
                    Some((rows, late)) => (rows.iter().map(|row| row.to_string()).collect(), late),
                    None => (golden.all(), golden.late()),
                };
                assert_eq!(golden.all() != rows, ours.is_some());
                let (seen, late) = (Collected::new(), Collected::new());
                let (out, too_late, batches) = (seen.clone(), late.clone(), input($case));
                run(stream!({
                    let windows = queue(batches)
                        .event_time(|record| time(record), out_of_order = $disorder, max_ahead = none)
                        .map(|record| (record.key, record.value))
                        .window($($window)*)
                        .aggregate((count(), sum(), mean(|value| *value as f64)));
                    windows.map(|result| statistics(result)).collect(out);
                    windows.late().collect(too_late);
                }).workers($workers));
                assert_eq!(sorted(seen.take()), rows);
                let late: Vec<(String, i64)> = late.take();
                assert_eq!(late.len(), number_late);
            }
        )*
    };
}

windows! {
    fixed: "fixed", 5s, 1, [fixed(10s)];
    fixed_with_an_offset: "fixed_offset", 5s, 4, [fixed(10s, offset = 3s)];
    fixed_without_disorder: "fixed_no_disorder", 0s, 1, [fixed(7s)];
    sliding: "sliding_5min_1min", 1min, 1, [sliding(5min, every = 1min)];
    sliding_by_what_does_not_divide_the_length: "sliding_10_4", 4s, 4, [sliding(10s, every = 4s)];
    sessions: "session", 5500ms, 1, [session(gap = 10s)];
    edges_of_sessions: "session_edges", 20500ms, 4, [session(gap = 10s)];
    late_in_the_same_batch: "differs_same_batch", 0s, 1, [fixed(10s)]
        gives (&["a,0,10000,1,1,1.0", "a,10000,20000,1,2,2.0"], 1);
    behind_the_watermark_of_a_session: "differs_session_late", 0s, 1, [session(gap = 10s)]
        gives (&["a,0,10000,1,1,1.0", "a,15000,25000,1,2,2.0"], 1);
    touching_at_the_watermark: "differs_session_touch", 0s, 1, [session(gap = 10s)]
        gives (&["a,0,20000,2,9,4.5", "b,10000,20000,2,6,3.0"], 0);
    the_last_windows: "differs_end_of_input", 0s, 1, [fixed(10s)]
        gives (&["a,0,10000,1,1,1.0", "a,10000,20000,1,2,2.0", "a,20000,30000,1,4,4.0"], 0);
    before_the_epoch: "differs_before_epoch", 0s, 1, [fixed(10s)]
        gives (&["a,-10000,0,1,4,4.0", "a,-30000,-20000,1,2,2.0", "a,-40000,-30000,1,1,1.0", "a,0,10000,1,8,8.0"], 0);
}

#[test]
fn all_aggregates() {
    let (seen, batches) = (Collected::new(), input("fixed_aggregates"));
    let out = seen.clone();
    run(stream!(
        queue(batches)
            .event_time(|record| time(record), out_of_order = 5s, max_ahead = none)
            .map(|record| (record.key, record.value))
            .window(fixed(10s))
            .aggregate((min(), max(), collect(), distinct_count()))
            .map(|result| {
                let (start, end) =
                    (millis(result.window.start.as_nanos()), millis(result.window.end.as_nanos()));
                let (min, max, all, distinct) = result.value;
                let all = sorted(all).iter().map(i64::to_string).collect::<Vec<_>>().join("|");
                format!("{},{start},{end},{min},{max},{all},{distinct}", result.key)
            })
            .collect(out)
    ));
    assert_eq!(sorted(seen.take()), expected("fixed_aggregates").all());
}

/// What a chain of `(key, value)` pairs gives out, batch by batch, for the batches of an input and some empty ones.
macro_rules! batches {
    ($($test:ident: $case:literal of $input:literal, $empty:expr, [$($chain:tt)*];)*) => {
        $(
            #[test]
            fn $test() {
                let mut batches = input($input);
                batches.resize(batches.len() + $empty, Vec::new());
                let (seen, number) = (Arc::new(Mutex::new(Vec::new())), batches.len());
                let out = seen.clone();
                run(stream!(
                    queue(batches)
                        .event_time(|record| time(record), out_of_order = 5s, max_ahead = none)
                        .map(|record| (record.key, record.value))
                        $($chain)*
                        .for_each_batch(|rows: Vec<String>, _info| out.lock().expect("no panic").push(sorted(rows)))
                ));
                let mut found = std::mem::take(&mut *seen.lock().expect("no panic"));
                let ending = found.split_off(number).concat();
                assert_eq!((found, ending), (expected($case).by_batch(number), Vec::<String>::new()));
            }
        )*
    };
}

batches! {
    the_unbounded_table_in_update_mode: "running_update" of "complete", 0, [
        .running().emit(on_update).aggregate((count(), sum(), max()))
        .map(|(key, (count, sum, max))| format!("{key},{count},{sum},{max}"))
    ];
    the_unbounded_table_in_complete_mode: "running_complete" of "complete", 0, [
        .running().emit(complete).aggregate((count(), sum(), max()))
        .map(|(key, (count, sum, max))| format!("{key},{count},{sum},{max}"))
    ];
    windows_in_update_mode: "update" of "update", 0, [
        .window(fixed(10s)).emit(on_update).aggregate((count(), sum(), mean(|value| *value as f64)))
        .map(|result| statistics(result))
    ];
    updated_states: "dstream_update_state" of "dstreams", 4, [
        .update_state_by_key(|values: Vec<i64>, state: Option<i64>| {
            Some(state.unwrap_or(0) + values.iter().sum::<i64>()).filter(|n| *n <= 200)
        })
        .map(|(key, sum)| format!("{key},{sum}"))
    ];
    sums_of_the_last_three_batches: "dstream_reduce_3_1" of "dstreams", 4, [
        .window(batches(3)).sum().map(|(key, sum)| format!("{key},{sum}"))
    ];
    sums_of_four_batches_every_second: "dstream_reduce_4_2" of "dstreams", 4, [
        .window(batches(4, every = 2)).sum().map(|(key, sum)| format!("{key},{sum}"))
    ];
    sums_with_an_inverse: "dstream_reduce_inverse_filter_5_1" of "dstreams", 4, [
        .reduce_by_key_and_window(|a, b| a + b, batches(5), inverse = |a, b| a - b)
        .map(|(key, sum)| format!("{key},{sum}"))
    ];
}

/// Spark gives a row for each row of the table with the key; here those rows are kept together and taken apart behind the join.
#[test]
fn joins_with_a_table() {
    let rows = [("a", 1), ("b", 2), ("b", 3), ("e", 5)].map(|(key, number)| (key.to_owned(), number));
    let numbers: Table<String, Vec<i32>> = Table::from_iter(rows).grouped();
    let (inner, left) = (Collected::new(), Collected::new());
    let (out, other, batches, same) = (inner.clone(), left.clone(), input("join_static"), numbers.clone());
    let row = |key: &str, record: &Record, number: &str| format!("{key},{},{number}", side(Some(record)));
    let of_all = move |key: &str, record: &Record, numbers: &[i32]| -> Vec<String> {
        numbers.iter().map(|number| row(key, record, &number.to_string())).collect()
    };
    run(stream!({
        let records = queue(batches).key_by(|record| record.key.clone());
        records
            .join(table(numbers))
            .flat_map(|(key, (record, numbers))| of_all(&key, &record, numbers))
            .collect(out);
        records
            .left_join(table(same))
            .flat_map(|(key, (record, numbers))| match numbers {
                Some(numbers) => of_all(&key, &record, numbers),
                None => vec![row(&key, &record, "")],
            })
            .collect(other);
    }));
    assert_eq!(sorted(inner.take()), expected("join_static_inner").all());
    assert_eq!(sorted(left.take()), expected("join_static_left").all());
}

#[test]
fn the_first_of_each_id() {
    let row = |record: Record| format!("{},{}", record.key, side(Some(&record)));
    let (within, forever) = (Collected::new(), Collected::new());
    for workers in [1, 4] {
        let (out, batches) = (within.clone(), input("dedup_within_watermark"));
        run(stream!(
            queue(batches)
                .event_time(|record| time(record), out_of_order = 10s, max_ahead = none)
                .dedup_by(|record| record.key.clone(), within = 10s)
                .collect(out)
        )
        .workers(workers));
        assert_eq!(sorted(within.take().into_iter().map(row)), expected("dedup_within_watermark").all());
        let (out, batches) = (forever.clone(), input("dedup_forever"));
        run(stream!(
            queue(batches)
                .dedup_by(|record| (record.time, record.key.clone()), within = forever)
                .collect(out)
        )
        .workers(workers));
        assert_eq!(sorted(forever.take().into_iter().map(row)), expected("dedup_forever").all());
    }
}

/// One kind of join, by distance and by window.
macro_rules! joins {
    ($($test:ident: $join:ident, $by_distance:literal, $by_window:literal, |$l:ident, $r:ident| $row:expr;)*) => {
        $(
            #[test]
            fn $test() {
                let seen = Collected::new();
                let (out, [lefts, rights]) = (seen.clone(), sides("join"));
                run(stream!({
                    let left = queue(lefts).event_time(|record| time(record), out_of_order = 5s, max_ahead = none)
                        .key_by(|record| record.key.clone());
                    let right = queue(rights).event_time(|record| time(record), out_of_order = 8s, max_ahead = none)
                        .key_by(|record| record.key.clone());
                    left.$join(right, within = 10s)
                        .map(|(key, ($l, $r))| { let (l, r): (Option<Record>, Option<Record>) = $row; format!("{key},{},{}", side(l.as_ref()), side(r.as_ref())) })
                        .collect(out);
                }));
                assert_eq!(sorted(seen.take()), expected($by_distance).all());
                let (out, [lefts, rights]) = (seen.clone(), sides("join_window"));
                run(stream!({
                    let left = queue(lefts).event_time(|record| time(record), out_of_order = 5s, max_ahead = none)
                        .key_by(|record| record.key.clone());
                    let right = queue(rights).event_time(|record| time(record), out_of_order = 8s, max_ahead = none)
                        .key_by(|record| record.key.clone());
                    left.$join(right, fixed(10s))
                        .map(|result| {
                            let ($l, $r) = result.value;
                            let (l, r): (Option<Record>, Option<Record>) = $row;
                            let start = millis(result.window.start.as_nanos());
                            format!("{},{start},{},{}", result.key, side(l.as_ref()), side(r.as_ref()))
                        })
                        .collect(out);
                }));
                assert_eq!(sorted(seen.take()), expected($by_window).all());
            }
        )*
    };
}

joins! {
    inner_joins: join, "join_inner", "join_window_inner", |l, r| (Some(l), Some(r));
    left_joins: left_join, "join_left", "join_window_left", |l, r| (Some(l), r);
    right_joins: right_join, "join_right", "join_window_right", |l, r| (l, Some(r));
    full_joins: full_join, "join_full", "join_window_full", |l, r| (l, r);
}
