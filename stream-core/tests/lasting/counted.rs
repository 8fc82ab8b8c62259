//! Windows by number of records: each key's in the order of arrival, wherever batches end.

use proptest::prelude::*;
use stream_core::{Collected, Trigger, stream};

use crate::drive::run;
use crate::oracle::batches::counted;
use crate::oracle::inputs::{cases, inputs};
use crate::oracle::sorted;

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn so_many_records_of_a_key(input in inputs(1), n in 1..6_usize, per_record: bool) {
        let seen = Collected::new();
        let trigger = if per_record { Trigger::per_record() } else { Trigger::records(1 + input.sizes[0] as u64) };
        let (records, out) = (input.arrival(), seen.clone());
        run(stream!(
            from_iter(records).map(|record| (record.key, record.value)).window(count(n)).collect().collect(out)
        ).trigger(trigger));
        prop_assert_eq!(sorted(seen.take()), sorted(counted(&input.arrival(), n)));
    }

    #[test]
    fn the_last_records_after_each_few(input in inputs(1), m in 1..4_usize, more in 0..4_usize) {
        let n = m + more;
        let seen = Collected::new();
        let (batches, out) = (input.batches(), seen.clone());
        run(stream!(
            queue(batches)
                .map(|record| (record.key, record.value))
                .window(count(n, every = m))
                .aggregate((count(), max()))
                .collect(out)
        ));
        // What is left at the end, fewer than `m` records of a key, comes out with those before it.
        let mut expected = Vec::new();
        for (key, values) in counted(&input.arrival(), usize::MAX) {
            for end in (m..values.len() + m).step_by(m) {
                let last = &values[end.saturating_sub(n).min(values.len())..end.min(values.len())];
                expected.push((key.clone(), (last.len() as u64, *last.iter().max().expect("a record is new"))));
            }
        }
        prop_assert_eq!(sorted(seen.take()), sorted(expected));
    }
}
