//! Two streams by key and window.

use proptest::prelude::*;
use stream_core::time::Timestamp;
use stream_core::window::Window;
use stream_core::{Collected, stream};

use crate::drive::{every_way, nanos, run};
use crate::oracle::inputs::{Input, SECOND, cases_of, parted, two};
use crate::oracle::joins::{Side, both, cogroup, rows_of_group};
use crate::oracle::time::{Stamped, stamped};
use crate::oracle::windows::{Groups, Sliding, sessions};
use crate::oracle::{Record, sorted};

type Row = (String, (i64, i64), Option<i64>, Option<i64>);

fn ends(window: Window) -> (i64, i64) {
    (window.start.as_nanos(), window.end.as_nanos())
}

/// Even values stand on the left, all on the right too.
fn sides(partitions: &[Vec<Record>], out_of_order: i64) -> Vec<Stamped<String, Side<i64, i64>>> {
    let all = stamped(partitions, out_of_order);
    let left: Vec<Stamped> = all.iter().filter(|(record, _)| record.value % 2 == 0).cloned().collect();
    both(&left, &all)
}

fn rows(groups: &Groups<String, Side<i64, i64>>, keep: (bool, bool)) -> Vec<Row> {
    let of_group = |((key, window), values): (&(String, (i64, i64)), &Vec<_>)| -> Vec<Row> {
        let rows = rows_of_group(values).into_iter();
        let kept = rows.filter(|(l, r)| (keep.0 || r.is_some()) && (keep.1 || l.is_some()));
        kept.map(|(l, r)| (key.clone(), *window, l, r)).collect()
    };
    sorted(groups.iter().flat_map(of_group))
}

macro_rules! joins {
    ($($test:ident: $out:ty = [$join:ident by ($($window:tt)*), $($row:tt)*] is |$sides:ident| $meaning:expr;)*) => {
        proptest! {
            #![proptest_config(cases_of(2))]
            $(
                #[test]
                fn $test(input in parted()) {
                    let check = |how: &str, partitions: &[Vec<Record>], results: Vec<$out>, _: Vec<()>| {
                        let $sides = &sides(partitions, input.out_of_order);
                        let expected: Vec<$out> = $meaning;
                        prop_assert_eq!(sorted(results), expected, "{}", how);
                        Ok(())
                    };
                    every_way!(input, |records, out, _late, disorder| [
                        let timed = records
                            .event_time(|record| Timestamp::from_nanos(record.time), out_of_order = disorder, max_ahead = none)
                            .map(|record| (record.key, record.value));
                        let left = timed.filter(|pair| pair.1 % 2 == 0);
                        left.$join(timed, $($window)*).map($($row)*).collect(out);
                    ], check);
                }
            )*
        }
    };
}

joins! {
    inner: Row = [join by (fixed(10s)), |w| (w.key, ends(w.window), Some(w.value.0), Some(w.value.1))] is |sides| {
        rows(&Sliding::fixed(10 * SECOND).group(sides, 0).groups, (false, false))
    };
    left: Row = [left_join by (fixed(10s)), |w| (w.key, ends(w.window), Some(w.value.0), w.value.1)] is |sides| {
        rows(&Sliding::fixed(10 * SECOND).group(sides, 0).groups, (true, false))
    };
    right: Row = [right_join by (fixed(10s)), |w| (w.key, ends(w.window), w.value.0, Some(w.value.1))] is |sides| {
        rows(&Sliding::fixed(10 * SECOND).group(sides, 0).groups, (false, true))
    };
    full_by_windows_that_overlap: Row = [
        full_join by (sliding(10s, every = 4s, offset = 1s)), |w| (w.key, ends(w.window), w.value.0, w.value.1)
    ] is |sides| {
        let sliding = Sliding { length: 10 * SECOND, every: 4 * SECOND, offset: SECOND };
        rows(&sliding.group(sides, 0).groups, (true, true))
    };
    full_by_session: Row = [full_join by (session(gap = 3s)), |w| (w.key, ends(w.window), w.value.0, w.value.1)] is |sides| {
        rows(&sessions(sides, 3 * SECOND, 0).groups, (true, true))
    };
    cogroups: (String, (Vec<i64>, Vec<i64>)) = [
        cogroup by (fixed(10s)), |w| (w.key, (sorted(w.value.0), sorted(w.value.1)))
    ] is |sides| {
        let groups = Sliding::fixed(10 * SECOND).group(sides, 0).groups;
        sorted(groups.into_iter().map(|((key, _), values)| {
            let (left, right) = cogroup(&values);
            (key, (sorted(left), sorted(right)))
        }))
    };
}

proptest! {
    #![proptest_config(cases_of(2))]

    /// Each side is judged by its own watermark, and the lesser one closes windows.
    #[test]
    fn two_sources((left, right) in two(), workers in prop_oneof![Just(1), Just(4)]) {
        let of = |input: &Input| stamped(&[input.arrival()], input.out_of_order);
        let fixed = Sliding { length: 7 * SECOND, every: 7 * SECOND, offset: 2 * SECOND };
        let expected = rows(&fixed.group(&both(&of(&left), &of(&right)), 0).groups, (true, true));
        let seen = Collected::new();
        let (out, lefts, rights) = (seen.clone(), left.batches(), right.batches());
        let (left_disorder, right_disorder) = (nanos(left.out_of_order), nanos(right.out_of_order));
        run(stream!({
            let left = queue(lefts)
                .event_time(|record| Timestamp::from_nanos(record.time), out_of_order = left_disorder, max_ahead = none)
                .map(|record| (record.key, record.value));
            let right = queue(rights)
                .event_time(|record| Timestamp::from_nanos(record.time), out_of_order = right_disorder, max_ahead = none)
                .map(|record| (record.key, record.value));
            let rows = left.full_join(right, fixed(7s, offset = 2s));
            rows.map(|w| (w.key, ends(w.window), w.value.0, w.value.1)).collect(out);
        }).workers(workers));
        prop_assert_eq!(sorted::<Row>(seen.take()), expected, "{} workers", workers);
    }
}
