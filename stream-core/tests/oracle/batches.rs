//! Operators whose meaning is tied to batches or to the order of arrival.

use std::collections::{BTreeMap, BTreeSet};

use super::time::Stamped;
use super::{Key, Parted, Record};

/// The values of each key, in order.
pub(crate) type Values<K, V> = BTreeMap<K, Vec<V>>;

/// The values of each key among records, in order of arrival.
pub(crate) fn by_key<'a, K: Key + 'a, V: Clone + 'a>(
    records: impl IntoIterator<Item = &'a Record<K, V>>,
) -> Values<K, V> {
    let mut values = Values::new();
    records
        .into_iter()
        .for_each(|r| values.entry(r.key.clone()).or_insert_with(Vec::new).push(r.value.clone()));
    values
}

/// Windows of the last `n` batches, every `every` batches, the first ones partial: what each firing covers, with its batch.
pub(crate) fn windows<K: Key, V: Clone>(
    batches: &[Vec<Record<K, V>>],
    n: usize,
    every: usize,
) -> Vec<(usize, Values<K, V>)> {
    let fires = (0..batches.len()).filter(|batch| (batch + 1) % every == 0);
    fires
        .map(|batch| (batch, by_key(batches[(batch + 1).saturating_sub(n)..=batch].iter().flatten())))
        .collect()
}

/// One window that never ends: after each batch, all values so far of every key, and which keys the batch changed.
pub(crate) fn running<K: Key, V: Clone>(batches: &[Vec<Record<K, V>>]) -> Vec<(Values<K, V>, BTreeSet<K>)> {
    let changed = |batch: &Vec<Record<K, V>>| batch.iter().map(|record| record.key.clone()).collect();
    batches
        .iter()
        .enumerate()
        .map(|(at, batch)| (by_key(batches[..=at].iter().flatten()), changed(batch)))
        .collect()
}

/// The same with a time-to-live, for batches with the watermark after each: a record that comes when the time is by `ttl` past the last
/// record of its key finds it forgotten. The time is the watermark of the record, or that before its batch, if that is later; and a record
/// counts as no earlier. What no record comes for is shown no more after the batch that brings the time to it.
pub(crate) fn running_for<K: Key, V: Clone>(
    batches: &[(Vec<Stamped<K, V>>, i64)],
    ttl: i64,
) -> Vec<(Values<K, V>, BTreeSet<K>)> {
    let mut keys: BTreeMap<K, (Vec<V>, i64)> = BTreeMap::new();
    let is_alive = |last: i64, now: i64| i128::from(last) + i128::from(ttl) > i128::from(now);
    let (mut passed, mut after) = (i64::MIN, Vec::new());
    for (records, watermark) in batches {
        keys.retain(|_, (_, last)| is_alive(*last, passed));
        for (record, watermark) in records {
            let now = passed.max(*watermark);
            keys.retain(|key, (_, last)| *key != record.key || is_alive(*last, now));
            let (values, last) = keys.entry(record.key.clone()).or_insert((Vec::new(), i64::MIN));
            values.push(record.value.clone());
            *last = record.time.max(now).max(*last);
        }
        let all = keys.iter().map(|(key, (values, _))| (key.clone(), values.clone())).collect();
        after.push((all, records.iter().map(|(record, _)| record.key.clone()).collect()));
        passed = *watermark;
    }
    after
}

/// Windows of `n` records of a key that follow each other, in order of arrival; the last may be partial.
pub(crate) fn counted<K: Key, V: Clone>(records: &[Record<K, V>], n: usize) -> Vec<(K, Vec<V>)> {
    let windows = |(key, values): (K, Vec<V>)| -> Vec<(K, Vec<V>)> {
        values.chunks(n).map(|window| (key.clone(), window.to_vec())).collect()
    };
    by_key(records).into_iter().flat_map(windows).collect()
}

/// The first record of each id, in order of arrival, and the late ones. An id is forgotten when the watermark has reached its
/// first record's time + `within`; a record whose own id would be forgotten at once is late. `None` is for ever.
pub(crate) fn dedup<K: Key, V: Clone, Id: Ord>(
    stamped: &[Stamped<K, V>],
    within: Option<i64>,
    id: impl Fn(&Record<K, V>) -> Id,
) -> Parted<Record<K, V>, Record<K, V>> {
    let forgotten_at =
        |record: &Record<K, V>| within.map_or(i64::MAX, |within| record.time.saturating_add(within));
    let mut known: BTreeMap<Id, i64> = BTreeMap::new();
    let (mut first, mut late) = (Vec::new(), Vec::new());
    for (record, watermark) in stamped {
        if forgotten_at(record) <= *watermark {
            late.push(record.clone());
        } else if known.get(&id(record)).is_none_or(|forgotten| forgotten <= watermark) {
            known.insert(id(record), forgotten_at(record));
            first.push(record.clone());
        }
    }
    (first, late)
}

/// DStream's `updateStateByKey`: every batch, every key that has a state or values; what it returns is the state, and `None`
/// removes the key. All states after each batch.
pub(crate) fn update_state<K: Key, V: Clone, S: Clone>(
    batches: &[Vec<Record<K, V>>],
    update: impl Fn(Vec<V>, Option<S>) -> Option<S>,
) -> Vec<BTreeMap<K, S>> {
    let mut states: BTreeMap<K, S> = BTreeMap::new();
    let mut after = Vec::new();
    for batch in batches {
        let values = by_key(batch);
        let keys: BTreeSet<K> = states.keys().chain(values.keys()).cloned().collect();
        let updated = |key: K| {
            Some((
                key.clone(),
                update(values.get(&key).cloned().unwrap_or_default(), states.get(&key).cloned())?,
            ))
        };
        states = keys.into_iter().filter_map(updated).collect();
        after.push(states.clone());
    }
    after
}
