//! Two streams by key and distance in time: both sides of one source, and two sources with batches of their own.

use futures::FutureExt as _;
use proptest::prelude::*;
use stream_core::time::Timestamp;
use stream_core::{Collected, stream};

use crate::drive::{every_way, nanos, run};
use crate::oracle::inputs::{Input, SECOND, cases, cases_of, parted, two};
use crate::oracle::joins::interval;
use crate::oracle::time::{Stamped, in_time, stamped};
use crate::oracle::{Record, sorted};

type Row = (String, Option<i64>, Option<i64>);

fn is_left(value: i64) -> bool {
    value % 2 == 0
}

fn is_right(value: i64) -> bool {
    value % 3 != 0
}

fn side(stamped: &[Stamped], of: fn(i64) -> bool) -> Vec<Stamped> {
    stamped.iter().filter(|(record, _)| of(record.value)).cloned().collect()
}

/// The rows of the join that keeps what has no partner on the sides given.
fn rows(left: &[Stamped], right: &[Stamped], within: Option<i64>, keep: (bool, bool)) -> Vec<Row> {
    let value = |record: &Option<Record>| record.as_ref().map(|record| record.value);
    let key =
        |l: &Option<Record>, r: &Option<Record>| l.as_ref().or(r.as_ref()).map(|record| record.key.clone());
    let rows = interval(left, right, within).rows(keep.0, keep.1);
    sorted(rows.iter().map(|(l, r)| (key(l, r).unwrap_or_default(), value(l), value(r))))
}

/// Both sides are parts of one stream and share its watermarks.
macro_rules! joins {
    ($($test:ident: [$join:ident within $within:tt, $($row:tt)*] is $nanos:expr, $keep:expr;)*) => {
        proptest! {
            #![proptest_config(cases_of(2))]
            $(
                #[test]
                fn $test(input in parted()) {
                    let check = |how: &str, partitions: &[Vec<Record>], results: Vec<Row>, _: Vec<()>| {
                        let all = stamped(partitions, input.out_of_order);
                        let expected = rows(&side(&all, is_left), &side(&all, is_right), $nanos, $keep);
                        prop_assert_eq!(sorted(results), expected, "{}", how);
                        Ok(())
                    };
                    every_way!(input, |records, out, _late, disorder| [
                        let timed = records
                            .event_time(|record| Timestamp::from_nanos(record.time), out_of_order = disorder, max_ahead = none)
                            .map(|record| (record.key, record.value));
                        let left = timed.filter(|pair| is_left(pair.1));
                        let right = timed.filter(|pair| is_right(pair.1));
                        left.$join(right, within = $within).map($($row)*).collect(out);
                    ], check);
                }
            )*
        }
    };
}

joins! {
    inner: [join within 5s, |(key, (l, r))| (key, Some(l), Some(r))] is Some(5 * SECOND), (false, false);
    left: [left_join within 5s, |(key, (l, r))| (key, Some(l), r)] is Some(5 * SECOND), (true, false);
    right: [right_join within 5s, |(key, (l, r))| (key, l, Some(r))] is Some(5 * SECOND), (false, true);
    full: [full_join within 5s, |(key, (l, r))| (key, l, r)] is Some(5 * SECOND), (true, true);
    inner_at_any_distance: [join within forever, |(key, (l, r))| (key, Some(l), Some(r))] is None, (false, false);
    full_at_any_distance: [full_join within forever, |(key, (l, r))| (key, l, r)] is None, (true, true);
}

proptest! {
    #![proptest_config(cases())]

    /// Each side is judged by its own watermark, and the lesser one says what can still have a partner. Late records are counted.
    #[test]
    fn two_sources((left, right) in two(), within in 0..20_i64, workers in prop_oneof![Just(1), Just(4)]) {
        let of = |input: &Input| stamped(&[input.arrival()], input.out_of_order);
        let (left_side, right_side) = (of(&left), of(&right));
        let expected = rows(&left_side, &right_side, Some(within * SECOND), (true, true));
        let late = in_time(&left_side, within * SECOND).1.len() + in_time(&right_side, within * SECOND).1.len();
        let seen = Collected::new();
        let (out, lefts, rights) = (seen.clone(), left.batches(), right.batches());
        let (left_disorder, right_disorder) = (nanos(left.out_of_order), nanos(right.out_of_order));
        let within = nanos(within * SECOND);
        let pipeline = stream!({
            let left = queue(lefts)
                .event_time(|record| Timestamp::from_nanos(record.time), out_of_order = left_disorder, max_ahead = none)
                .map(|record| (record.key, record.value));
            let right = queue(rights)
                .event_time(|record| Timestamp::from_nanos(record.time), out_of_order = right_disorder, max_ahead = none)
                .map(|record| (record.key, record.value));
            left.full_join(right, within = within).map(|(key, (l, r))| (key, l, r)).collect(out);
        });
        let mut reports = pipeline.progress();
        run(pipeline.workers(workers));
        prop_assert_eq!(sorted(seen.take()), expected, "{} workers", workers);
        let mut last = None;
        while let Some(Some(report)) = reports.next().now_or_never() {
            last = Some(report);
        }
        let last = last.expect("the end of the input is a batch");
        prop_assert_eq!((last.late, last.operators[0].keys), (late as u64, 0), "{} workers", workers);
    }
}
