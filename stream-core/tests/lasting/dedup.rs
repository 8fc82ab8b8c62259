//! `dedup_by`: the first record of each id in the order of arrival, wherever batches end.

use proptest::prelude::*;
use stream_core::time::Timestamp;

use crate::drive::every_way;
use crate::oracle::batches::dedup;
use crate::oracle::inputs::{Input, SECOND, cases, parted};
use crate::oracle::time::stamped;
use crate::oracle::{Record, sorted};

/// Ids that do not occur in two partitions, whose order of arrival would decide else.
fn told_apart(input: Input) -> Input {
    let mark = |(number, partition): (usize, Vec<Record>)| -> Vec<Record> {
        partition
            .into_iter()
            .map(|record| Record { key: format!("{}{number}", record.key), ..record })
            .collect()
    };
    Input { partitions: input.partitions.into_iter().enumerate().map(mark).collect(), ..input }
}

/// First and late records in every way, with the length of time that ids are remembered in words of the language and of the oracle.
macro_rules! dedups {
    ($($test:ident: $within:tt is $nanos:expr;)*) => {
        proptest! {
            #![proptest_config(cases())]
            $(
                #[test]
                fn $test(input in parted().prop_map(told_apart)) {
                    let check = |how: &str, partitions: &[Vec<Record>], results: Vec<Record>, late: Vec<Record>| {
                        let (first, too_late) = dedup(&stamped(partitions, input.out_of_order), $nanos, |record| record.key.clone());
                        prop_assert_eq!(sorted(results), sorted(first), "{}", how);
                        prop_assert_eq!(sorted(late), sorted(too_late), "late, {}", how);
                        Ok(())
                    };
                    every_way!(input, |records, out, late, disorder| [
                        let first = records
                            .event_time(|record| Timestamp::from_nanos(record.time), out_of_order = disorder, max_ahead = none)
                            .dedup_by(|record| record.key.clone(), within = $within);
                        first.collect(out);
                        first.late().collect(late);
                    ], check);
                }
            )*
        }
    };
}

dedups! {
    remembered_for_a_while: 5s is Some(5 * SECOND);
    remembered_for_ever: forever is None;
}
