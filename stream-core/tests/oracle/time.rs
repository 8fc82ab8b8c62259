//! Event time: each record is judged by the watermark of its own partition as it stood before the record.

use super::{Parted, Record};

/// The end of the input is `i64::MAX`; records bring a watermark as far as the instant before it.
pub(crate) const LAST: i64 = i64::MAX - 1;

/// A record with the watermark of its partition before it.
pub(crate) type Stamped<K = String, V = i64> = (Record<K, V>, i64);

/// The watermark after these records of a partition: the greatest time less `out_of_order`; `i64::MIN` before the first.
pub(crate) fn watermark<K, V>(records: &[Record<K, V>], out_of_order: i64) -> i64 {
    let after = records.iter().map(|record| record.time.saturating_sub(out_of_order).min(LAST)).max();
    after.unwrap_or(i64::MIN)
}

/// The records of all partitions, stamped, one partition after the other: lateness does not depend on how they interleave.
pub(crate) fn stamped<K: Clone, V: Clone>(
    partitions: &[Vec<Record<K, V>>],
    out_of_order: i64,
) -> Vec<Stamped<K, V>> {
    let of_one = |partition: &Vec<Record<K, V>>| -> Vec<Stamped<K, V>> {
        let before = |at: usize| watermark(&partition[..at], out_of_order);
        partition.iter().enumerate().map(|(at, record)| (record.clone(), before(at))).collect()
    };
    partitions.iter().flat_map(of_one).collect()
}

/// Parts the records into those that are in time for an operator that judges a record by its own time, and the late ones:
/// time + lateness < watermark.
pub(crate) fn in_time<K: Clone, V: Clone>(
    stamped: &[Stamped<K, V>],
    lateness: i64,
) -> Parted<Stamped<K, V>, Record<K, V>> {
    let late = |(record, watermark): &Stamped<K, V>| record.time.saturating_add(lateness) < *watermark;
    let (late, kept): (Vec<_>, Vec<_>) = stamped.iter().cloned().partition(late);
    (kept, late.into_iter().map(|(record, _)| record).collect())
}
