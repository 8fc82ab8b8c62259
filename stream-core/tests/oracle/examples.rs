//! Examples worked out by hand.

use crate::oracle::batches::{counted, dedup, running, update_state, windows};
use crate::oracle::inputs::{Input, SECOND, cut, inputs};
use crate::oracle::joins::{both, interval, rows_of_group, with_table};
use crate::oracle::windows::{Sliding, sessions};
use crate::oracle::{Record, aggregates, time};

pub(crate) fn records(times: &[i64]) -> Vec<Record> {
    times.iter().map(|time| Record::new(*time, "k", *time)).collect()
}

/// Partitions by the times of their records, stamped.
pub(crate) fn stamped(partitions: &[&[i64]], out_of_order: i64) -> Vec<time::Stamped> {
    time::stamped(&partitions.iter().map(|times| records(times)).collect::<Vec<_>>(), out_of_order)
}

pub(crate) fn times(records: &[Record]) -> Vec<i64> {
    records.iter().map(|record| record.time).collect()
}

#[test]
fn a_record_is_judged_by_the_watermark_before_it() {
    let watermarks: Vec<i64> =
        stamped(&[&[0, 15, 9, 20]], 3).into_iter().map(|(_, watermark)| watermark).collect();
    assert_eq!(watermarks, [i64::MIN, -3, 12, 12]);
}

#[test]
fn late_for_a_window_that_has_ended() {
    let outcome = Sliding::fixed(10).group(&stamped(&[&[0, 15, 9]], 0), 0);
    assert_eq!(times(&outcome.late), [9]);
    assert_eq!(outcome.values(aggregates::count), [("k".into(), (0, 10), 1), ("k".into(), (10, 20), 1)]);
    assert_eq!(Sliding::fixed(10).group(&stamped(&[&[0, 10, 9]], 0), 0).late.len(), 1, "end ≤ watermark");
    assert_eq!(Sliding::fixed(10).group(&stamped(&[&[0, 10, 9]], 1), 0).late.len(), 0);
    assert_eq!(Sliding::fixed(10).group(&stamped(&[&[0, 15, 9]], 0), 6).late.len(), 0, "lateness");
}

#[test]
fn each_partition_has_its_own_watermark() {
    assert_eq!(Sliding::fixed(10).group(&stamped(&[&[0, 15], &[9]], 0), 0).late.len(), 0);
}

#[test]
fn late_for_a_session_that_is_behind() {
    let outcome = sessions(&stamped(&[&[0, 15, 9]], 0), 10, 0);
    assert_eq!(times(&outcome.late), [9]);
    assert_eq!(outcome.groups.into_keys().map(|key| key.1).collect::<Vec<_>>(), [(0, 10), (15, 25)]);
    let joined = sessions(&stamped(&[&[0, 15, 9]], 0), 10, 6);
    assert_eq!(joined.groups.into_keys().map(|key| key.1).collect::<Vec<_>>(), [(0, 25)]);
}

#[test]
fn sessions_that_touch_are_one() {
    let windows = |times| {
        sessions(&stamped(&[times], 0), 10, 0).groups.into_keys().map(|key| key.1).collect::<Vec<_>>()
    };
    assert_eq!(windows(&[0, 10]), [(0, 20)]);
    assert_eq!(windows(&[0, 11]), [(0, 10), (11, 21)]);
}

#[test]
fn sliding_windows_cover() {
    let sliding = Sliding { length: 10, every: 4, offset: 0 };
    assert_eq!(sliding.windows(9), [(8, 18), (4, 14), (0, 10)]);
    assert_eq!(sliding.windows(-1), [(-4, 6), (-8, 2)]);
    assert_eq!(Sliding { length: 10, every: 10, offset: 3 }.windows(2), [(-7, 3)]);
    let outcome = sliding.group(&stamped(&[&[11, 9]], 0), 0);
    assert_eq!(outcome.late_in_part, 1, "[0, 10) has ended, [4, 14) and [8, 18) have not");
}

#[test]
fn windows_at_both_ends_of_time() {
    let fixed = |time: i64| Sliding::fixed(10).group(&stamped(&[&[time]], 0), 0).groups.into_keys().next();
    assert_eq!(fixed(i64::MIN).map(|group| group.1), Some((i64::MIN, -9_223_372_036_854_775_800)));
    assert_eq!(fixed(i64::MAX).map(|group| group.1), Some((9_223_372_036_854_775_800, i64::MAX)));
}

#[test]
fn aggregates_of_extremes() {
    assert_eq!(aggregates::sum(&[i64::MAX, 1]), None);
    assert_eq!(aggregates::sum(&[i64::MAX, 1, -1]), Some(i64::MAX));
    assert_eq!((aggregates::min(&[3, 1, 2]), aggregates::max(&[3, 1, 2])), (Some(1), Some(3)));
    assert_eq!((aggregates::mean(&[1, 2]), aggregates::distinct_count(&[1, 1, 2])), (1.5, 2));
    assert_eq!((aggregates::top(2, &[1, 3, 2]), aggregates::collect(&[2, 1])), (vec![3, 2], vec![1, 2]));
}

#[test]
fn joins_by_distance() {
    let (left, right) = (stamped(&[&[0, 20, 30]], 0), stamped(&[&[10, 41]], 0));
    let joined = interval(&left, &right, Some(10));
    let time = |side: &Option<Record>| side.as_ref().map(|record| record.time);
    let rows =
        |left, right| joined.rows(left, right).iter().map(|(l, r)| (time(l), time(r))).collect::<Vec<_>>();
    assert_eq!(rows(false, false), [(Some(0), Some(10)), (Some(20), Some(10))]);
    assert_eq!(
        rows(true, true),
        [(None, Some(41)), (Some(0), Some(10)), (Some(20), Some(10)), (Some(30), None)]
    );
    assert_eq!((rows(true, false).len(), rows(false, true).len()), (3, 3));
}

#[test]
fn late_for_a_join() {
    let joined = |left: &[i64]| interval(&stamped(&[left], 0), &stamped(&[&[100, 90, 110]], 0), Some(10));
    let late = joined(&[100, 120, 109, 110, 111]);
    assert_eq!(times(&late.late_left), [109], "109 + 10 < 120");
    assert_eq!(
        late.only_left.len(),
        2,
        "110 and 111 are in time, but their partners would have to be at 120 or later"
    );
}

#[test]
fn the_first_of_each_id() {
    let ids = stamped(&[&[0, 5, 9, 10, 11, 3, 21]], 0);
    let (first, late) = dedup(&ids, Some(10), |record| record.key.clone());
    assert_eq!(
        (times(&first), times(&late)),
        (vec![0, 11], vec![]),
        "0 is forgotten when the watermark is 10; 3 + 10 > 11"
    );
    assert_eq!(times(&dedup(&ids, None, |record| record.key.clone()).0), [0]);
    let (_, late) = dedup(&stamped(&[&[20, 10, 11]], 0), Some(10), |record| record.key.clone());
    assert_eq!(times(&late), [10]);
}

#[test]
fn joins_by_window_and_with_a_table() {
    let sides = both(&stamped(&[&[1, 2, 11]], 0), &stamped(&[&[3, 25]], 0));
    let groups = Sliding::fixed(10).group(&sides, 0).groups;
    let rows: Vec<_> = groups.values().flat_map(|values| rows_of_group(values)).collect();
    assert_eq!(rows, [(Some(1), Some(3)), (Some(2), Some(3)), (Some(11), None), (None, Some(25))]);
    let rows = with_table(&records(&[1]), &[("k".into(), 'x'), ("j".into(), 'y'), ("k".into(), 'z')]);
    assert_eq!(rows.into_iter().map(|row| row.1).collect::<Vec<_>>(), [Some('x'), Some('z')]);
    assert_eq!(with_table(&records(&[1]), &[("j".to_owned(), 'y')])[0].1, None);
}

#[test]
fn batches_and_arrival() {
    let batches = cut(&records(&[1, 2, 3, 4]), &[2, 1, 0]);
    assert_eq!(batches.iter().map(Vec::len).collect::<Vec<_>>(), [2, 1, 0, 1]);
    let sums = |n, every| -> Vec<(usize, i64)> {
        windows(&batches, n, every)
            .into_iter()
            .map(|(at, values)| (at, values.values().flatten().sum()))
            .collect()
    };
    assert_eq!(sums(2, 1), [(0, 3), (1, 6), (2, 3), (3, 4)]);
    assert_eq!(sums(4, 2), [(1, 6), (3, 10)]);
    assert_eq!(
        running(&batches).iter().map(|(all, new)| (all["k"].len(), new.len())).collect::<Vec<_>>(),
        [(2, 1), (3, 1), (3, 0), (4, 1)]
    );
    assert_eq!(counted(&records(&[1, 2, 3]), 2), [("k".into(), vec![1, 2]), ("k".into(), vec![3])]);
    let total = |values: Vec<i64>, state: Option<i64>| {
        Some(state.unwrap_or(0) + values.iter().sum::<i64>()).filter(|n| *n != 6)
    };
    let states = update_state(&batches, total);
    assert_eq!(
        states.iter().map(|keys| keys.get("k").copied()).collect::<Vec<_>>(),
        [Some(3), None, None, Some(4)]
    );
}

/// Inputs hold what they say: without it the tests that draw them would prove little.
#[test]
fn inputs_are_varied() {
    use proptest::strategy::{Strategy, ValueTree};
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let strategy = inputs(2);
    let inputs: Vec<Input> =
        (0..300).map(|_| strategy.new_tree(&mut runner).expect("an input").current()).collect();
    let all = |input: &Input| input.arrival();
    let some = |what: fn(&Record) -> bool| inputs.iter().filter(|input| all(input).iter().any(what)).count();
    let counts = [
        inputs
            .iter()
            .filter(|input| {
                Sliding::fixed(10 * SECOND)
                    .group(&time::stamped(&input.partitions, input.out_of_order), 0)
                    .late
                    .len()
                    > 2
            })
            .count(),
        inputs.iter().filter(|input| all(input).windows(2).any(|two| two[0] == two[1])).count(),
        inputs.iter().filter(|input| input.batches().iter().any(Vec::is_empty)).count(),
        inputs.iter().filter(|input| input.batches().len() > 5).count(),
        inputs.iter().filter(|input| input.partitions.iter().any(Vec::is_empty)).count(),
        some(|record| record.key.is_empty()),
        some(|record| record.time == i64::MIN),
        some(|record| record.time > i64::MAX - 10 * SECOND),
        some(|record| record.time < 0 && record.time > -100 * SECOND),
        some(|record| [i64::MIN, i64::MAX].contains(&record.value)),
    ];
    assert!(counts.iter().all(|count| *count >= 5), "{counts:?}");
}
