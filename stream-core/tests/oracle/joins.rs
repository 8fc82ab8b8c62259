//! Joins: every pair is compared.

use std::collections::BTreeMap;

use super::time::stamped_all;
use super::windows::{Sliding, Window};
use super::{Key, Parted, Record};

/// Left, right: both, or one that has no match.
pub(crate) type Pair<K, V, W> = (Option<Record<K, V>>, Option<Record<K, W>>);

/// What all four joins give: the pairs that match and, by side, what has no match; the inner join is the pairs, the left join
/// has `only_left` too, and so on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Joined<K, V, W> {
    pub(crate) pairs: Vec<Pair<K, V, W>>,
    pub(crate) only_left: Vec<Pair<K, V, W>>,
    pub(crate) only_right: Vec<Pair<K, V, W>>,
    pub(crate) late_left: Vec<Record<K, V>>,
    pub(crate) late_right: Vec<Record<K, W>>,
}

impl<K: Key, V: Ord + Clone, W: Ord + Clone> Joined<K, V, W> {
    /// The rows of the join that keeps what has no match on the sides given.
    pub(crate) fn rows(&self, left: bool, right: bool) -> Vec<Pair<K, V, W>> {
        let only_left = self.only_left.iter().filter(|_| left);
        super::sorted(
            self.pairs.iter().chain(only_left).chain(self.only_right.iter().filter(|_| right)).cloned(),
        )
    }
}

/// A record of a join with the watermark of its partition before it.
type Stamped<K, V> = (Record<K, V>, i64);

/// Partitions of one side.
type Partitions<K, V> = [Vec<Record<K, V>>];

/// By key and distance in time, both ends included; `within` = `None` is any distance.
///
/// A record is late if its time + `within` < the watermark of its partition before it. Of two partners the later one is not before
/// the watermark of either. Without a distance nothing is late.
pub(crate) fn interval<K: Key, V: Ord + Clone, W: Ord + Clone>(
    (left, right): (&Partitions<K, V>, &Partitions<K, W>),
    within: Option<i64>,
    out_of_order: (i64, i64),
) -> Joined<K, V, W> {
    let (left, late_left) = parted(left, out_of_order.0, within);
    let (right, late_right) = parted(right, out_of_order.1, within);
    let near = |(l, before_l): &Stamped<K, V>, (r, before_r): &Stamped<K, W>| {
        let later = l.time.max(r.time);
        within.is_none_or(|d| {
            l.time.abs_diff(r.time) <= d.unsigned_abs() && later >= *before_l && later >= *before_r
        })
    };
    let matches = |l: &Stamped<K, V>, r: &Stamped<K, W>| l.0.key == r.0.key && near(l, r);
    let all = left.iter().flat_map(|l| right.iter().map(move |r| (l, r)));
    let alone_left = left.iter().filter(|l| !right.iter().any(|r| matches(l, r)));
    let alone_right = right.iter().filter(|r| !left.iter().any(|l| matches(l, r)));
    Joined {
        pairs: all
            .filter(|(l, r)| matches(l, r))
            .map(|(l, r)| (Some(l.0.clone()), Some(r.0.clone())))
            .collect(),
        only_left: alone_left.map(|l| (Some(l.0.clone()), None)).collect(),
        only_right: alone_right.map(|r| (None, Some(r.0.clone()))).collect(),
        late_left,
        late_right,
    }
}

/// The records that are in time, stamped, and the late ones.
fn parted<K: Key, V: Clone>(
    side: &Partitions<K, V>,
    out_of_order: i64,
    within: Option<i64>,
) -> Parted<Stamped<K, V>, Record<K, V>> {
    let late = |(record, watermark): &Stamped<K, V>| {
        within.is_some_and(|d| record.time.saturating_add(d) < *watermark)
    };
    let (late, kept): (Vec<_>, Vec<_>) = stamped_all(side, out_of_order).into_iter().partition(late);
    (kept, late.into_iter().map(|(record, _)| record).collect())
}

/// By key and window: the values of both sides, sorted. A record is late as for the window.
pub(crate) fn cogroup<K: Key, V: Ord + Clone, W: Ord + Clone>(
    (left, right): (&Partitions<K, V>, &Partitions<K, W>),
    window: Sliding,
    out_of_order: (i64, i64),
) -> BTreeMap<(K, Window), (Vec<V>, Vec<W>)> {
    let mut groups: BTreeMap<(K, Window), (Vec<V>, Vec<W>)> = BTreeMap::new();
    for (group, values) in window.group(left, out_of_order.0, 0).groups {
        groups.entry(group).or_insert_with(|| (Vec::new(), Vec::new())).0 = values;
    }
    for (group, values) in window.group(right, out_of_order.1, 0).groups {
        groups.entry(group).or_insert_with(|| (Vec::new(), Vec::new())).1 = values;
    }
    groups
}

/// The rows of one group of a window join: all pairs, or what stands alone.
pub(crate) fn rows_of_group<V: Clone, W: Clone>(
    (left, right): &(Vec<V>, Vec<W>),
) -> Vec<(Option<V>, Option<W>)> {
    match (left.is_empty(), right.is_empty()) {
        (false, true) => left.iter().map(|v| (Some(v.clone()), None)).collect(),
        (true, false) => right.iter().map(|w| (None, Some(w.clone()))).collect(),
        _ => left.iter().flat_map(|v| right.iter().map(|w| (Some(v.clone()), Some(w.clone())))).collect(),
    }
}

/// With a table that may have a key several times: each record with each of its rows, or with none.
pub(crate) fn with_table<K: Key, V: Clone, W: Clone>(
    records: &[Record<K, V>],
    table: &[(K, W)],
) -> Vec<(Record<K, V>, Option<W>)> {
    let rows = |record: &Record<K, V>| -> Vec<Option<W>> {
        let found: Vec<_> =
            table.iter().filter(|row| row.0 == record.key).map(|row| Some(row.1.clone())).collect();
        if found.is_empty() { vec![None] } else { found }
    };
    records.iter().flat_map(|record| rows(record).into_iter().map(|row| (record.clone(), row))).collect()
}
