//! What is computed of the records of a window.

use proptest::prelude::*;
use stream_core::time::Timestamp;
use stream_core::window::Windowed;
use stream_core::{Collected, stream};

use crate::drive::{every_way, run};
use crate::oracle::inputs::{SECOND, cases_of, parted};
use crate::oracle::time::stamped;
use crate::oracle::windows::Sliding;
use crate::oracle::{Record, aggregates, sorted};
use crate::seen::{Panes, once};

/// Tests of one aggregate over fixed windows, in every way, against a function of all values of a window, sorted.
macro_rules! aggregates {
    ($($test:ident: $out:ty = [$($aggregate:tt)*] is |$values:ident| $meaning:expr;)*) => {
        proptest! {
            #![proptest_config(cases_of(4))]
            $(
                #[test]
                fn $test(input in parted()) {
                    let check = |how: &str, partitions: &[Vec<Record>], results: Vec<Windowed<String, $out>>, _: Vec<()>| {
                        let groups = Sliding::fixed(10 * SECOND).group(&stamped(partitions, input.out_of_order), 0).groups;
                        let meaning: Panes<$out> = groups.into_iter().map(|(group, $values)| (group, $meaning)).collect();
                        prop_assert_eq!(once(results), meaning, "{}", how);
                        Ok(())
                    };
                    every_way!(input, |records, out, _late, disorder| [
                        records
                            .event_time(|record| Timestamp::from_nanos(record.time), out_of_order = disorder, max_ahead = none)
                            .map(|record| (record.key, record.value))
                            .window(fixed(10s))
                            $($aggregate)*
                            .collect(out);
                    ], check);
                }
            )*
        }
    };
}

/// Values whose sum is in range.
fn small(value: i64) -> i64 {
    value % 1_000
}

fn sum(values: &[i64]) -> i64 {
    values.iter().map(|value| small(*value)).sum()
}

aggregates! {
    counts: u64 = [.count()] is |values| aggregates::count(&values);

    sums: i64 = [.sum(|value| small(*value))] is |values| sum(&values);

    wide_sums: i128 = [.sum(|value| i128::from(*value))] is |values| values.iter().copied().map(i128::from).sum();

    wrapping_sums: i64 = [.sum(wrapping)] is |values| values.iter().fold(0, |sum: i64, value| sum.wrapping_add(*value));

    extremes: (i64, i64) = [.aggregate((min(), max()))] is |values| (values[0], values[values.len() - 1]);

    distinct_counts: u64 = [.distinct_count()] is |values| aggregates::distinct_count(&values);

    tops: Vec<i64> = [.top(3, by = |value| *value)] is |values| aggregates::top(3, &values);

    reduced: i64 = [.reduce(|a, b| a.max(b))] is |values| values[values.len() - 1];

    folded: (u64, i64) = [
        .fold((0, 0), |(count, sum), value| (count + 1, sum + small(value)), merge = |a, b| (a.0 + b.0, a.1 + b.1))
    ] is |values| (values.len() as u64, sum(&values));

    several_in_one_pass: (u64, i64, i64, u64) = [
        .aggregate((count(), sum(|value| small(*value)), max(|value| value / 2), distinct_count(|value| value % 3)))
    ] is |values| {
        let thirds = sorted(values.iter().map(|value| value % 3));
        (values.len() as u64, sum(&values), values[values.len() - 1] / 2, aggregates::distinct_count(&thirds))
    };
}

proptest! {
    #![proptest_config(cases_of(4))]

    /// A mean is off by at most the rounding of each step.
    #[test]
    fn means(input in parted()) {
        let check = |how: &str, partitions: &[Vec<Record>], results: Vec<Windowed<String, f64>>, _: Vec<()>| {
            let groups = Sliding::fixed(10 * SECOND).group(&stamped(partitions, input.out_of_order), 0).groups;
            let found = once(results);
            prop_assert_eq!(found.len(), groups.len(), "{}", how);
            for (group, values) in groups {
                let magnitude = values.iter().map(|value| (*value as f64).abs()).sum::<f64>();
                let bound = magnitude * f64::EPSILON * values.len() as f64;
                let (mean, exact) = (found[&group], aggregates::mean(&values));
                prop_assert!((mean - exact).abs() <= bound, "{}: {} is {}, not {}", how, group.0, mean, exact);
            }
            Ok(())
        };
        every_way!(input, |records, out, _late, disorder| [
            records
                .event_time(|record| Timestamp::from_nanos(record.time), out_of_order = disorder, max_ahead = none)
                .map(|record| (record.key, record.value))
                .window(fixed(10s))
                .mean(|value| *value as f64)
                .collect(out);
        ], check);
    }
}

/// What six aggregates make of the same values, whatever order they are written in.
#[derive(Debug, PartialEq)]
struct Six {
    min: String,
    max: String,
    count: u64,
    sum: usize,
    top: Vec<String>,
    collect: Vec<String>,
}

/// The result of six aggregates, each a name and what is written, in the given order.
macro_rules! six {
    ($(($name:ident = $($written:tt)*))*) => {{
        let out = Collected::new();
        let results = out.clone();
        run(stream!(
            from_iter(["pear", "fig", "apple"].map(|name| ("fruit", String::from(name))))
                .event_time(|_| Timestamp::from_secs(0), out_of_order = 1s)
                .window(fixed(10s))
                .aggregate(($($($written)*),*))
                .collect(results)
        ));
        let [window] = <[Windowed<_, _>; 1]>::try_from(out.take()).expect("one window");
        let ($($name),*) = window.value;
        Six { $($name),* }
    }};
}

/// Every rotation of six aggregates, from left to right and from right to left: each stands first, last and before each other.
macro_rules! orders {
    ($a:tt $b:tt $c:tt $d:tt $e:tt $f:tt) => {
        [
            six!($a $b $c $d $e $f), six!($f $e $d $c $b $a),
            six!($b $c $d $e $f $a), six!($a $f $e $d $c $b),
            six!($c $d $e $f $a $b), six!($b $a $f $e $d $c),
            six!($d $e $f $a $b $c), six!($c $b $a $f $e $d),
            six!($e $f $a $b $c $d), six!($d $c $b $a $f $e),
            six!($f $a $b $c $d $e), six!($e $d $c $b $a $f),
        ]
    };
}

/// Values that are not `Copy`: what keeps a value may stand before what only looks at it.
#[test]
fn the_order_of_aggregates_is_the_order_of_results_and_nothing_else() {
    let strings = |names: &[&str]| names.iter().copied().map(String::from).collect::<Vec<_>>();
    let orders = orders! {
        (min = min()) (max = max()) (count = count()) (sum = sum(|name| name.len()))
        (top = top(2, by = |name| name.len())) (collect = collect())
    };
    for found in orders {
        let expected = Six {
            min: "apple".into(),
            max: "pear".into(),
            count: 3,
            sum: 12,
            top: strings(&["apple", "pear"]),
            collect: strings(&["pear", "fig", "apple"]),
        };
        assert_eq!(found, expected);
    }
}
