//! Windows by number of records: each key's in the order of arrival, wherever batches end.

use proptest::prelude::*;
use stream_core::time::Timestamp;
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

/// Windows by number behind operators that keep their records, of a stream with event time.
#[test]
fn behind_what_keeps_records_with_a_time() {
    let seen = Collected::new();
    let pairs = || (0..6_u64).map(|n| (n % 2, n));
    stream!({
        let timed =
            from_iter(pairs()).event_time(|pair| Timestamp::from_secs(pair.1 as i64), out_of_order = 1s);
        let other = timed.filter(|_| false);
        let waits = timed.map_async(|pair| std::future::ready(pair), concurrency = 1);
        timed.dedup_by(|pair| pair.1, within = 1h).window(count(2)).sum().collect(&seen);
        timed.left_join(other, within = 1s).map_values(|(n, _)| n).window(count(2)).sum().collect(&seen);
        waits.window(batches(1)).count().map(|pair| (pair.0, pair.1 * 100)).collect(&seen);
        timed
            .stateful(|key, n, _: &mut (), context| context.emit((*key, n)))
            .reduce_by_key_and_window(|a, b| a + b, batches(1))
            .map(|pair| (pair.0, pair.1 + 1_000))
            .collect(&seen);
        timed
            .lookup(|key| std::future::ready(key), cache = 2)
            .map(|pair| (pair.0, pair.1.1))
            .window(count(3))
            .max()
            .collect(&seen);
    })
    .run()
    .expect("the pipeline runs");
    let mut sums = vec![(0, 2), (0, 4), (1, 4), (1, 5)];
    sums.extend(sums.clone());
    let others = [(0, 300), (1, 300), (0, 1_006), (1, 1_009), (0, 0), (1, 1)];
    assert_eq!(sorted(seen.take()), sorted([sums, others.to_vec()].concat()));
}
