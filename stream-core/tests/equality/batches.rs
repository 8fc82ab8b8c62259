//! Operators on a batch: equal multisets for equal batch boundaries, with one worker, with four, and embedded.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use proptest::prelude::*;
use stream_core::{Collected, stream};

use crate::drive::{batches, cases, run, sorted};

/// The values of each key, in order.
fn groups(batch: &[u32]) -> BTreeMap<u32, Vec<u32>> {
    let mut groups: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for n in batch {
        groups.entry(n % 7).or_default().push(*n);
    }
    groups
}

/// One chain of batch operators at one, two and four workers and embedded, batch by batch, against what it means.
macro_rules! batch_operators {
    ($($test:ident: $out:ty = [$($chain:tt)*] is |$batch:ident| $meaning:expr;)*) => {
        proptest! {
            #![proptest_config(cases())]
            $(
                #[test]
                fn $test(batches in batches()) {
                    let meaning = |$batch: &[u32]| -> Vec<$out> { $meaning };
                    let expected: Vec<Vec<$out>> = batches.iter().map(|batch| sorted(meaning(batch))).collect();
                    for workers in [1, 2, 4] {
                        let seen = Arc::new(Mutex::new(Vec::new()));
                        let (queued, out) = (batches.clone(), seen.clone());
                        let pipeline = stream!(queue(queued) $($chain)* .for_each_batch(|records: Vec<$out>, _info| {
                            out.lock().expect("no panic").push(sorted(records));
                        }));
                        run(pipeline.workers(workers));
                        let found = std::mem::take(&mut *seen.lock().expect("no panic"));
                        prop_assert_eq!(&found, &expected, "{} workers", workers);
                    }
                    let mut embedded = stream!(input::<u32>() $($chain)* .output::<$out>()).embed().expect("it starts");
                    for (batch, expected) in batches.iter().zip(&expected) {
                        for record in batch {
                            embedded.feed(*record).expect("it takes the record");
                        }
                        let found = embedded.drain().expect("it runs").collect();
                        prop_assert_eq!(&sorted(found), expected, "embedded");
                    }
                }
            )*
        }
    };
}

batch_operators! {
    reduced_by_key: (u32, u64) = [
        .map(|n| (n % 7, u64::from(n))).reduce_by_key(|x, y| x + y)
    ] is |batch| groups(batch).into_iter().map(|(k, v)| (k, v.into_iter().map(u64::from).sum())).collect();

    grouped_by_key: (String, Vec<u32>) = [
        .key_by(|n| (n % 7).to_string()).group_by_key().map_values(|v| sorted(v))
    ] is |batch| groups(batch).into_iter().map(|(k, v)| (k.to_string(), sorted(v))).collect();

    counted_by_key: (u32, u64) = [
        .key_by(|n| n % 7).count_by_key()
    ] is |batch| groups(batch).into_iter().map(|(k, v)| (k, v.len() as u64)).collect();

    folded_by_key: (u32, u64) = [
        .key_by(|n| n % 7).fold_by_key(1_u64, |sum, n| sum + u64::from(n))
    ] is |batch| groups(batch).into_iter().map(|(k, v)| (k, 1 + v.into_iter().map(u64::from).sum::<u64>())).collect();

    folded_by_key_with_a_merge: (u32, u32) = [
        .key_by(|n| n % 7).fold_by_key(0_u32, |most, n| most.max(n), merge = |a, b| a.max(b))
    ] is |batch| groups(batch).into_iter().map(|(k, v)| (k, v.into_iter().max().unwrap_or(0))).collect();

    aggregated_by_key: (u32, (u64, u32)) = [
        .key_by(|n| n % 7).aggregate_by_key(
            (0_u64, 0_u32),
            |(count, most), n| (count + 1, most.max(n)),
            |a, b| (a.0 + b.0, a.1.max(b.1))
        )
    ] is |batch| groups(batch).into_iter().map(|(k, v)| (k, (v.len() as u64, v.into_iter().max().unwrap_or(0)))).collect();

    counted_reduced_and_sorted: u64 = [.map(|n| u64::from(n)).reduce(|a, b| a + b)] is |batch| {
        batch.iter().map(|n| u64::from(*n)).reduce(|a, b| a + b).into_iter().collect()
    };

    counted: u64 = [.filter(|n| n % 2 == 0).count()] is |batch| vec![batch.iter().filter(|n| **n % 2 == 0).count() as u64];

    counted_by_value: (u32, u64) = [.map(|n| n % 7).count_by_value()] is |batch| {
        groups(batch).into_iter().map(|(k, v)| (k, v.len() as u64)).collect()
    };

    distinct: u32 = [.distinct()] is |batch| batch.iter().copied().collect::<std::collections::BTreeSet<_>>().into_iter().collect();

    greatest: u32 = [.top(3)] is |batch| sorted(batch.to_vec()).into_iter().rev().take(3).collect();

    dealt_out: u32 = [.repartition(3).map(|n| n ^ 1)] is |batch| batch.iter().map(|n| n ^ 1).collect();
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn joins(batches in batches()) {
        type Row = (u32, Option<u32>, Option<u32>, char);
        for workers in [1, 4] {
            let seen: Collected<Row> = Collected::new();
            let (queued, out) = (batches.clone(), seen.clone());
            let pipeline = stream!({
                let numbers = queue(queued);
                let low = numbers.filter(|n| n % 4 < 2).key_by(|n| n % 7);
                let high = numbers.filter(|n| n % 4 > 0).key_by(|n| n % 7);
                let inner = low.join(high, within = batch).map(|(k, (v, w))| (k, Some(v), Some(w), 'i'));
                let left = low.left_join(high, within = batch).map(|(k, (v, w))| (k, Some(v), w, 'l'));
                let right = low.right_join(high, within = batch).map(|(k, (v, w))| (k, v, Some(w), 'r'));
                let full = low.full_join(high, within = batch).map(|(k, (v, w))| (k, v, w, 'f'));
                inner.union(left).union(right).union(full).collect(out);
            });
            run(pipeline.workers(workers));
            let expected: Vec<Row> = batches.iter().flat_map(|batch| joined(batch)).collect();
            prop_assert_eq!(sorted(seen.take()), sorted(expected), "{} workers", workers);
        }
    }

    #[test]
    fn sorted_and_transformed(batches in batches()) {
        for workers in [1, 4] {
            let (seen, turned) = (Collected::new(), Collected::new());
            let (queued, out, other) = (batches.clone(), seen.clone(), turned.clone());
            let pipeline = stream!({
                let numbers = queue(queued).sort_by(|n| *n);
                numbers.collect(out);
                numbers.sort_by(|a, b| b.cmp(a)).transform(|batch| batch.into_iter().take(2)).collect(other);
            });
            run(pipeline.workers(workers));
            let in_order = batches.iter().flat_map(|batch| sorted(batch.clone()));
            prop_assert_eq!(seen.take(), in_order.collect::<Vec<_>>(), "{} workers", workers);
            let greatest = batches.iter().flat_map(|batch| sorted(batch.clone()).into_iter().rev().take(2));
            prop_assert_eq!(turned.take(), greatest.collect::<Vec<_>>(), "{} workers", workers);
        }
    }
}

/// What the four joins of one batch give, by comparing every pair.
fn joined(batch: &[u32]) -> Vec<(u32, Option<u32>, Option<u32>, char)> {
    let side = |keep: fn(u32) -> bool| -> Vec<(u32, u32)> {
        batch.iter().filter(|n| keep(**n)).map(|n| (n % 7, *n)).collect()
    };
    let (low, high) = (side(|n| n % 4 < 2), side(|n| n % 4 > 0));
    let mut rows = Vec::new();
    for (k, v) in &low {
        let matched: Vec<u32> = high.iter().filter(|(key, _)| key == k).map(|(_, w)| *w).collect();
        rows.extend(
            matched.iter().flat_map(|w| ['i', 'l', 'r', 'f'].map(|join| (*k, Some(*v), Some(*w), join))),
        );
        if matched.is_empty() {
            rows.extend(['l', 'f'].map(|join| (*k, Some(*v), None, join)));
        }
    }
    for (k, w) in high.iter().filter(|(k, _)| low.iter().all(|(key, _)| key != k)) {
        rows.extend(['r', 'f'].map(|join| (*k, None, Some(*w), join)));
    }
    rows
}
