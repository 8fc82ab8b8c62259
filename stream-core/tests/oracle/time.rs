//! Event time: each record is judged by the watermark of its own partition as it stood before the record.

use super::{Parted, Record};

/// The end of the input is `i64::MAX`; records bring a watermark as far as the instant before it.
const LAST: i64 = i64::MAX - 1;

fn after(time: i64, out_of_order: i64) -> i64 {
    time.saturating_sub(out_of_order).min(LAST)
}

/// The records of a partition, each with the watermark before it: the greatest time before it, less `out_of_order`; `i64::MIN`
/// before the first.
pub(crate) fn stamped<K: Clone, V: Clone>(
    partition: &[Record<K, V>],
    out_of_order: i64,
) -> Vec<(Record<K, V>, i64)> {
    let before = |at: usize| partition[..at].iter().map(|record| after(record.time, out_of_order)).max();
    let stamped = |(at, record): (usize, &Record<K, V>)| (record.clone(), before(at).unwrap_or(i64::MIN));
    partition.iter().enumerate().map(stamped).collect()
}

/// All partitions, stamped, one after the other: lateness does not depend on how they interleave.
pub(crate) fn stamped_all<K: Clone, V: Clone>(
    partitions: &[Vec<Record<K, V>>],
    out_of_order: i64,
) -> Vec<(Record<K, V>, i64)> {
    partitions.iter().flat_map(|partition| stamped(partition, out_of_order)).collect()
}

/// Parts the records into those that are in time for an operator that judges a record by its own time, and the late ones:
/// time + lateness < watermark.
pub(crate) fn in_time<K: Clone, V: Clone>(
    partitions: &[Vec<Record<K, V>>],
    out_of_order: i64,
    lateness: i64,
) -> Parted<Record<K, V>, Record<K, V>> {
    let late = |(record, watermark): &(Record<K, V>, i64)| record.time.saturating_add(lateness) < *watermark;
    let (late, kept): (Vec<_>, Vec<_>) = stamped_all(partitions, out_of_order).into_iter().partition(late);
    (
        kept.into_iter().map(|(record, _)| record).collect(),
        late.into_iter().map(|(record, _)| record).collect(),
    )
}
