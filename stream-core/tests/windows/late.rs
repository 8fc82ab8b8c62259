//! The late records of a window or of `dedup_by` as a stream like any other: read twice, and brought together with themselves, with
//! the results and with another source.

use stream_core::time::Timestamp;
use stream_core::{Collected, stream};

use crate::drive::run;
use crate::oracle::sorted;

type Pair = (u64, u64);

/// Eight partitions, each with a record in time and two late ones: `(second, (key, value))`.
fn partitions() -> Vec<Vec<(i64, Pair)>> {
    (0..8).map(|key| vec![(25, (key, 1)), (2, (key, 2)), (3, (key, 3))]).collect()
}

/// The pairs of all keys with each of the values.
fn pairs(values: &[u64]) -> Vec<Pair> {
    sorted((0..8).flat_map(|key| values.iter().map(move |value| (key, *value))))
}

/// What a pipeline with one sink collects, with one worker and with four.
macro_rules! check {
    (|$records:ident, $out:ident| [$($pipeline:tt)*], $expected:expr) => {
        for workers in [1, 4] {
            let (seen, parts) = (Collected::new(), partitions());
            let $out = seen.clone();
            run(stream!({
                let $records = from_partitions(parts)
                    .event_time(|record| Timestamp::from_secs(record.0), out_of_order = 0s)
                    .map(|record| record.1);
                $($pipeline)*
            }).workers(workers));
            assert_eq!(sorted::<Pair>(seen.take()), pairs($expected), "{workers} workers");
        }
    };
}

#[test]
fn with_itself() {
    check!(|records, out| [
        let counts = records.window(fixed(10s)).count();
        let late = counts.late();
        late.union(late).collect(out);
        counts.for_each(|count| assert_eq!(count.value, 1));
    ], &[2, 2, 3, 3]);
}

#[test]
fn with_a_part_of_itself() {
    check!(|records, out| [
        let counts = records.window(fixed(10s)).count();
        let late = counts.late();
        let (large, rest) = late.split(|late| late.1 > 2);
        large.union(rest.map_values(|value| value + 10)).union(late).collect(out);
        counts.for_each(|count| assert_eq!(count.value, 1));
    ], &[2, 3, 3, 12]);
}

#[test]
fn with_the_results() {
    check!(|records, out| [
        let counts = records.window(fixed(10s)).count();
        counts.map(|count| (count.key, count.value)).union(counts.late()).collect(out);
    ], &[1, 2, 3]);
}

#[test]
fn with_the_results_and_another_source() {
    check!(|records, out| [
        let counts = records.window(fixed(10s)).count();
        let others = from_iter(pairs(&[9]));
        counts.map(|count| (count.key, count.value)).union(counts.late()).union(others).collect(out);
    ], &[1, 2, 3, 9]);
}

#[test]
fn with_the_records_that_passed_a_dedup() {
    check!(|records, out| [
        let firsts = records.dedup_by(|record| *record, within = 10s);
        let late = firsts.late();
        firsts.union(late).union(late.map_values(|value| value + 10)).collect(out);
    ], &[1, 2, 3, 12, 13]);
}

#[test]
fn read_by_two_sinks() {
    for workers in [1, 4] {
        let (large, all, parts) = (Collected::new(), Collected::new(), partitions());
        let (out_large, out_all) = (large.clone(), all.clone());
        run(stream!({
            let counts = from_partitions(parts)
                .event_time(|record| Timestamp::from_secs(record.0), out_of_order = 0s)
                .map(|record| record.1)
                .window(fixed(10s))
                .count();
            counts.late().filter(|late| late.1 > 2).collect(out_large);
            counts.late().collect(out_all);
            counts.for_each(|count| assert_eq!(count.value, 1));
        })
        .workers(workers));
        assert_eq!(sorted::<Pair>(large.take()), pairs(&[3]), "{workers} workers");
        assert_eq!(sorted::<Pair>(all.take()), pairs(&[2, 3]), "{workers} workers");
    }
}
