//! Windows behind windows, and over several sources: what goes on downstream of a result's own time and watermark.

use proptest::prelude::*;
use stream_core::time::Timestamp;
use stream_core::window::Windowed;
use stream_core::{Collected, stream};

use crate::drive::{every_way, nanos, run};
use crate::oracle::inputs::{SECOND, cases, parted, two};
use crate::oracle::time::stamped;
use crate::oracle::windows::{Groups, Sliding};
use crate::oracle::{Record, sorted};
use crate::seen::{once, pairs};

proptest! {
    #![proptest_config(cases())]

    /// A result stands at the last instant of its window, and none is late for the windows behind.
    #[test]
    fn windows_behind_windows(input in parted()) {
        let check = |how: &str, partitions: &[Vec<Record>], results: Vec<Windowed<String, Vec<u64>>>, late: Vec<(String, u64)>| {
            let counts = Sliding::fixed(10 * SECOND).group(&stamped(partitions, input.out_of_order), 0).groups;
            let result = |((key, window), values): ((String, (i64, i64)), Vec<i64>)| {
                (Record { time: window.1 - 1, key, value: values.len() as u64 }, i64::MIN)
            };
            let counts: Vec<_> = counts.into_iter().map(result).collect();
            let expected = Sliding::fixed(30 * SECOND).group(&counts, 0).groups;
            let found: Groups<String, u64> = once(results).into_iter().map(|(group, values)| (group, sorted(values))).collect();
            prop_assert_eq!(found, expected, "{}", how);
            prop_assert_eq!(late, vec![], "late, {}", how);
            Ok(())
        };
        every_way!(input, |records, out, late, disorder| [
            let windows = records
                .event_time(|record| Timestamp::from_nanos(record.time), out_of_order = disorder, max_ahead = none)
                .map(|record| (record.key, record.value))
                .window(fixed(10s))
                .count()
                .map(|result| (result.key, result.value))
                .window(fixed(30s))
                .collect();
            windows.collect(out);
            windows.late().collect(late);
        ], check);
    }

    /// The records of each source are judged by their own watermark; the least one closes windows.
    #[test]
    fn two_sources_in_one_stream((one, other) in two(), workers in prop_oneof![Just(1), Just(4)]) {
        let all = [stamped(&[one.arrival()], one.out_of_order), stamped(&[other.arrival()], other.out_of_order)].concat();
        let expected = Sliding::fixed(10 * SECOND).group(&all, 0);
        let (seen, late) = (Collected::new(), Collected::new());
        let (out, too_late, ones, others) = (seen.clone(), late.clone(), one.batches(), other.batches());
        let (disorder, other_disorder) = (nanos(one.out_of_order), nanos(other.out_of_order));
        run(stream!({
            let one = queue(ones)
                .event_time(|record| Timestamp::from_nanos(record.time), out_of_order = disorder, max_ahead = none);
            let other = queue(others)
                .event_time(|record| Timestamp::from_nanos(record.time), out_of_order = other_disorder, max_ahead = none);
            let windows = one.union(other).map(|record| (record.key, record.value)).window(fixed(10s)).collect();
            windows.collect(out);
            windows.late().collect(too_late);
        }).workers(workers));
        let found: Groups<String, i64> = once(seen.take()).into_iter().map(|(group, values)| (group, sorted(values))).collect();
        prop_assert_eq!(found, expected.groups, "{} workers", workers);
        prop_assert_eq!(sorted::<(String, i64)>(late.take()), pairs(&expected.late), "late, {} workers", workers);
    }
}
