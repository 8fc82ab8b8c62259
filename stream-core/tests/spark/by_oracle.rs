//! The oracle against Spark: what the other tests compare with is what Spark does, but where we differ on purpose.

use crate::golden::{expected, input, sides};
use crate::oracle::batches::{dedup, running, update_state, windows};
use crate::oracle::inputs::SECOND;
use crate::oracle::joins::{both, interval, rows_of_group, with_table};
use crate::oracle::time::Stamped;
use crate::oracle::windows::{Outcome, Sliding, sessions};
use crate::oracle::{Record, aggregates, sorted, time};
use crate::show::{millis, side, statistics_of};

const FIXED: Sliding = Sliding { length: 10 * SECOND, every: 10 * SECOND, offset: 0 };

/// The records of one partition, stamped.
fn stamped<V: Clone>(records: Vec<Record<String, V>>, out_of_order: i64) -> Vec<Stamped<String, V>> {
    time::stamped(&[records], out_of_order)
}

fn statistics(outcome: &Outcome<String, i64>) -> Vec<String> {
    sorted(outcome.groups.iter().map(|((key, window), values)| statistics_of(key, *window, values)))
}

/// The final results and the number of late rows are those of the case.
fn check(case: &str, outcome: &Outcome<String, i64>) {
    let golden = expected(case);
    assert!(!golden.differs(), "{case}");
    assert_eq!(statistics(outcome), golden.all(), "{case}");
    assert_eq!(outcome.late.len() + outcome.late_in_part, golden.late(), "{case}");
}

#[test]
fn fixed_and_sliding_windows() {
    let sliding = |length, every, offset| Sliding {
        length: length * SECOND,
        every: every * SECOND,
        offset: offset * SECOND,
    };
    for (case, window, out_of_order) in [
        ("fixed", FIXED, 5),
        ("fixed_offset", sliding(10, 10, 3), 5),
        ("fixed_no_disorder", sliding(7, 7, 0), 0),
        ("sliding_5min_1min", sliding(300, 60, 0), 60),
        ("sliding_10_4", sliding(10, 4, 0), 4),
    ] {
        check(case, &window.group(&stamped(input(case).concat(), out_of_order * SECOND), 0));
    }
}

#[test]
fn session_windows() {
    check("session", &sessions(&stamped(input("session").concat(), 5_500_000_000), 10 * SECOND, 0));
    check(
        "session_edges",
        &sessions(&stamped(input("session_edges").concat(), 20_500_000_000), 10 * SECOND, 0),
    );
}

#[test]
fn all_aggregates() {
    let outcome = FIXED.group(&stamped(input("fixed_aggregates").concat(), 5 * SECOND), 0);
    let row = |((key, (start, end)), values): (&(String, (i64, i64)), &Vec<i64>)| {
        let (min, max) = (aggregates::min(values).unwrap_or(0), aggregates::max(values).unwrap_or(0));
        let all = aggregates::collect(values).iter().map(i64::to_string).collect::<Vec<_>>().join("|");
        let distinct = aggregates::distinct_count(values);
        format!("{key},{},{},{min},{max},{all},{distinct}", millis(*start), millis(*end))
    };
    assert_eq!(sorted(outcome.groups.iter().map(row)), expected("fixed_aggregates").all());
}

/// After each batch, the results so far; in update mode those of the keys and windows that the batch has records for.
fn by_batch(batches: &[Vec<Record>], window: Sliding, out_of_order: i64, update: bool) -> Vec<Vec<String>> {
    let after = |at: usize| window.group(&stamped(batches[..at].concat(), out_of_order), 0);
    let changed = |at: usize| {
        let (before, mut now) = (after(at), after(at + 1));
        now.groups.retain(|group, values| !update || before.groups.get(group) != Some(values));
        statistics(&now)
    };
    (0..batches.len()).map(changed).collect()
}

#[test]
fn update_and_complete() {
    let every = i64::MAX;
    let seven = Sliding { length: 7 * SECOND, every: 3 * SECOND, offset: 0 };
    for (case, name, window, out_of_order, update) in [
        ("update", "update", FIXED, 5 * SECOND, true),
        ("complete", "complete", FIXED, every, false),
        ("negative_times", "negative_times", FIXED, every, true),
        ("negative_times_7s", "negative_times", seven, every, true),
    ] {
        let batches = input(name);
        assert_eq!(
            by_batch(&batches, window, out_of_order, update),
            expected(case).by_batch(batches.len()),
            "{case}"
        );
    }
}

#[test]
fn the_unbounded_table() {
    let batches = input("complete");
    let row = |(key, values): (&String, &Vec<i64>)| {
        let (count, sum) = (values.len(), values.iter().sum::<i64>());
        format!("{key},{count},{sum},{}", aggregates::max(values).unwrap_or(0))
    };
    let complete: Vec<_> = running(&batches).iter().map(|(all, _)| sorted(all.iter().map(row))).collect();
    assert_eq!(complete, expected("running_complete").by_batch(batches.len()));
    let of_changed = |(all, changed): &(_, std::collections::BTreeSet<String>)| {
        let all: &std::collections::BTreeMap<String, Vec<i64>> = all;
        sorted(all.iter().filter(|(key, _)| changed.contains(*key)).map(row))
    };
    let update: Vec<_> = running(&batches).iter().map(of_changed).collect();
    assert_eq!(update, expected("running_update").by_batch(batches.len()));
}

const KINDS: [(&str, bool, bool); 4] =
    [("inner", false, false), ("left", true, false), ("right", false, true), ("full", true, true)];

#[test]
fn joins_by_distance() {
    let [left, right] = sides("join").map(|batches| batches.concat());
    let (left, right) = (stamped(left, 5 * SECOND), stamped(right, 8 * SECOND));
    let joined = interval(&left, &right, Some(10 * SECOND));
    for (kind, keep_left, keep_right) in KINDS {
        let golden = expected(&format!("join_{kind}"));
        let row = |(l, r): (Option<Record>, Option<Record>)| {
            let key = l.as_ref().or(r.as_ref()).map(|record| record.key.clone()).unwrap_or_default();
            format!("{key},{},{}", side(l.as_ref()), side(r.as_ref()))
        };
        assert_eq!(sorted(joined.rows(keep_left, keep_right).into_iter().map(row)), golden.all(), "{kind}");
        assert_eq!(joined.late_left.len() + joined.late_right.len(), golden.late(), "{kind}");
    }
}

#[test]
fn joins_by_window() {
    let with_time = |batches: Vec<Vec<Record>>| -> Vec<Record<String, Record>> {
        batches
            .concat()
            .iter()
            .map(|r| Record { time: r.time, key: r.key.clone(), value: r.clone() })
            .collect()
    };
    let [left, right] = sides("join_window").map(with_time);
    let sides = both(&stamped(left, 5 * SECOND), &stamped(right, 8 * SECOND));
    let groups = FIXED.group(&sides, 0).groups;
    for (kind, keep_left, keep_right) in KINDS {
        let rows = groups.iter().flat_map(|((key, window), group)| {
            let rows = rows_of_group(group).into_iter();
            let kept = rows.filter(|(l, r)| (keep_left || r.is_some()) && (keep_right || l.is_some()));
            kept.map(move |(l, r)| {
                format!("{key},{},{},{}", millis(window.0), side(l.as_ref()), side(r.as_ref()))
            })
        });
        assert_eq!(sorted(rows), expected(&format!("join_window_{kind}")).all(), "{kind}");
    }
}

#[test]
fn joins_with_a_table() {
    let table = [("a", 1), ("b", 2), ("b", 3), ("e", 5)].map(|(key, number)| (key.to_owned(), number));
    for (kind, left) in [("inner", false), ("left", true)] {
        let rows = with_table(&input("join_static").concat(), &table)
            .into_iter()
            .filter(|row| left || row.1.is_some());
        let row = |(record, number): (Record, Option<i32>)| {
            let number = number.map(|number| number.to_string()).unwrap_or_default();
            format!("{},{},{number}", record.key, side(Some(&record)))
        };
        assert_eq!(sorted(rows.map(row)), expected(&format!("join_static_{kind}")).all(), "{kind}");
    }
}

/// The batches of the DStreams: those of the queue, then four empty ones.
fn dstream_batches() -> Vec<Vec<Record>> {
    let mut batches = input("dstreams");
    batches.resize(batches.len() + 4, Vec::new());
    batches
}

/// `(key, value)` rows of each batch.
fn pairs(batch: impl IntoIterator<Item = (String, i64)>) -> Vec<String> {
    sorted(batch.into_iter().map(|(key, value)| format!("{key},{value}")))
}

fn sums(values: std::collections::BTreeMap<String, Vec<i64>>) -> Vec<String> {
    pairs(values.into_iter().map(|(key, values)| (key, values.iter().sum())))
}

#[test]
fn windows_over_batches() {
    let batches = dstream_batches();
    for (case, n, every) in [
        ("dstream_window_3_1", 3, 1),
        ("dstream_window_4_2", 4, 2),
        ("dstream_reduce_3_1", 3, 1),
        ("dstream_reduce_4_2", 4, 2),
        ("dstream_reduce_inverse_filter_5_1", 5, 1),
        ("dstream_count_3_1", 3, 1),
    ] {
        let mut by_batch = vec![Vec::new(); batches.len()];
        for (at, values) in windows(&batches, n, every) {
            by_batch[at] = match case {
                "dstream_count_3_1" => {
                    let count = values.values().flatten().count() as i64;
                    pairs((count > 0).then_some((String::new(), count)))
                }
                _ if case.contains("reduce") => sums(values),
                _ => pairs(
                    values
                        .into_iter()
                        .flat_map(|(key, values)| values.into_iter().map(move |v| (key.clone(), v))),
                ),
            };
        }
        assert_eq!(by_batch, expected(case).by_batch(batches.len()), "{case}");
    }
}

#[test]
fn state_by_key() {
    let batches = dstream_batches();
    let update = |values: Vec<i64>, state: Option<i64>| {
        Some(state.unwrap_or(0) + values.iter().sum::<i64>()).filter(|n| *n <= 200)
    };
    let states: Vec<_> = update_state(&batches, update).into_iter().map(pairs).collect();
    assert_eq!(states, expected("dstream_update_state").by_batch(batches.len()));
}

#[test]
fn the_first_of_each_id() {
    let rows = |first: Vec<Record>| sorted(first.iter().map(|r| format!("{},{}", r.key, side(Some(r)))));
    let of = |case: &str| stamped(input(case).concat(), 10 * SECOND);
    let (first, _) = dedup(&of("dedup_forever"), None, |record| (record.time, record.key.clone()));
    assert_eq!(rows(first), expected("dedup_forever").all());
    let (first, late) = dedup(&of("dedup_within_watermark"), Some(10 * SECOND), |record| record.key.clone());
    assert_eq!((rows(first), late), (expected("dedup_within_watermark").all(), vec![]));
}

#[test]
fn what_differs_on_purpose() {
    let fixed = |case: &str| statistics(&FIXED.group(&stamped(input(case).concat(), 0), 0));
    let session = |case: &str| statistics(&sessions(&stamped(input(case).concat(), 0), 10 * SECOND, 0));
    for (case, ours) in [
        ("differs_same_batch", fixed("differs_same_batch")),
        ("differs_end_of_input", fixed("differs_end_of_input")),
        ("differs_before_epoch", fixed("differs_before_epoch")),
        ("differs_session_late", session("differs_session_late")),
        ("differs_session_touch", session("differs_session_touch")),
    ] {
        let golden = expected(case);
        assert!(golden.differs());
        assert_ne!(ours, golden.all(), "{case}");
    }
    assert_eq!(fixed("differs_same_batch"), ["a,0,10000,1,1,1.0", "a,10000,20000,1,2,2.0"]);
    assert_eq!(session("differs_session_late"), ["a,0,10000,1,1,1.0", "a,15000,25000,1,2,2.0"]);
    assert_eq!(session("differs_session_touch"), ["a,0,20000,2,9,4.5", "b,10000,20000,2,6,3.0"]);
    assert_eq!(fixed("differs_end_of_input").len(), 3);
    assert_eq!(fixed("differs_before_epoch").len(), 4);
    let dedup_golden = expected("differs_dedup");
    let (first, _) =
        dedup(&stamped(input("differs_dedup").concat(), 10 * SECOND), Some(10 * SECOND), |r| r.key.clone());
    assert!(dedup_golden.differs() && dedup_golden.all() == ["a,100000,1", "b,130000,2"]);
    assert_eq!(
        first.iter().map(|record| record.value).collect::<Vec<_>>(),
        [1, 2, 4],
        "the id of 100 s is forgotten at 110 s"
    );
    let inverse = expected("dstream_reduce_inverse_5_1");
    assert!(inverse.differs() && inverse.all().contains(&"c,0".to_owned()), "Spark keeps what fell to zero");
}
