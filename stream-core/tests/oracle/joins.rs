//! Joins: every pair is compared.

use super::time::{Stamped, in_time};
use super::{Key, Record};

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

/// By key and distance in time, both ends included; `within` = `None` is any distance.
///
/// A record is late if its time + `within` < the watermark of its partition before it. Of two partners the later one is not before
/// the watermark of either. Without a distance nothing is late.
pub(crate) fn interval<K: Key, V: Ord + Clone, W: Ord + Clone>(
    left: &[Stamped<K, V>],
    right: &[Stamped<K, W>],
    within: Option<i64>,
) -> Joined<K, V, W> {
    let lateness = within.unwrap_or(i64::MAX);
    let ((left, late_left), (right, late_right)) = (in_time(left, lateness), in_time(right, lateness));
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

/// A value of the left or of the right side: `Ok` is left, `Err` is right.
pub(crate) type Side<V, W> = Result<V, W>;

/// The records of both sides as one stream, to be put into windows together.
pub(crate) fn both<K: Key, V: Clone, W: Clone>(
    left: &[Stamped<K, V>],
    right: &[Stamped<K, W>],
) -> Vec<Stamped<K, Side<V, W>>> {
    let left = left
        .iter()
        .map(|(r, watermark)| (Record::new(r.time, r.key.clone(), Ok(r.value.clone())), *watermark));
    let right = right
        .iter()
        .map(|(r, watermark)| (Record::new(r.time, r.key.clone(), Err(r.value.clone())), *watermark));
    left.chain(right).collect()
}

/// The values of both sides.
pub(crate) fn cogroup<V: Clone, W: Clone>(values: &[Side<V, W>]) -> (Vec<V>, Vec<W>) {
    let left = values.iter().filter_map(|value| value.clone().ok()).collect();
    (left, values.iter().filter_map(|value| value.clone().err()).collect())
}

/// The rows of one group of a window join: all pairs, or what stands alone.
pub(crate) fn rows_of_group<V: Clone, W: Clone>(values: &[Side<V, W>]) -> Vec<(Option<V>, Option<W>)> {
    let (left, right) = cogroup(values);
    match (left.is_empty(), right.is_empty()) {
        (false, true) => left.into_iter().map(|v| (Some(v), None)).collect(),
        (true, false) => right.into_iter().map(|w| (None, Some(w))).collect(),
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
