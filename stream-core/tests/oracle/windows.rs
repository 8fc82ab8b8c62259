//! Windows over event time: which records are in which window, and which are late.

use std::collections::BTreeMap;

use super::time::{Stamped, in_time};
use super::{Key, Record};

/// `[start, end)` in nanoseconds, cut off at the ends of `i64`.
pub(crate) type Window = (i64, i64);

/// The values of each key and window, sorted.
pub(crate) type Groups<K, V> = BTreeMap<(K, Window), Vec<V>>;

/// A key, a window of it, and the values in it.
pub(crate) type Firing<K = String, V = i64> = (K, Window, Vec<V>);

/// What windows make of an input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Outcome<K, V> {
    /// The values of each key and window.
    pub(crate) groups: Groups<K, V>,
    /// The records that are late for every window of theirs, sorted.
    pub(crate) late: Vec<Record<K, V>>,
    /// How many records are late for some of their windows but not for all.
    pub(crate) late_in_part: usize,
}

/// Time windows of `length` that start at each multiple of `every`, shifted by `offset`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sliding {
    pub(crate) length: i64,
    pub(crate) every: i64,
    pub(crate) offset: i64,
}

impl Sliding {
    /// Windows that follow each other.
    pub(crate) fn fixed(length: i64) -> Self {
        Sliding { length, every: length, offset: 0 }
    }

    /// The windows that cover `time`: every start ≤ time < start + length.
    pub(crate) fn windows(self, time: i64) -> Vec<(i128, i128)> {
        let [time, length, every, offset] = [time, self.length, self.every, self.offset].map(i128::from);
        let last = (time - offset).div_euclid(every) * every + offset;
        let starts = (0..).map(|back| last - back * every).take_while(|start| start + length > time);
        starts.map(|start| (start, start + length)).collect()
    }

    /// A window is late for a record if its end + lateness ≤ watermark.
    pub(crate) fn group<K: Key, V: Ord + Clone>(
        self,
        stamped: &[Stamped<K, V>],
        lateness: i64,
    ) -> Outcome<K, V> {
        let mut outcome = Outcome { groups: Groups::new(), late: Vec::new(), late_in_part: 0 };
        for (record, watermark) in stamped {
            let windows = self.windows(record.time);
            let open: Vec<_> =
                windows.iter().filter(|w| w.1 + i128::from(lateness) > i128::from(*watermark)).collect();
            for window in &open {
                let group = (record.key.clone(), (clip(window.0), clip(window.1)));
                outcome.groups.entry(group).or_default().push(record.value.clone());
            }
            outcome.late_in_part += usize::from(!open.is_empty() && open.len() < windows.len());
            if open.is_empty() {
                outcome.late.push(record.clone());
            }
        }
        outcome.in_order()
    }
}

/// Sessions: each record opens `[time, time + gap)`; intervals of a key that overlap or touch are one. A record is late if its
/// time + lateness < watermark.
pub(crate) fn sessions<K: Key, V: Ord + Clone>(
    stamped: &[Stamped<K, V>],
    gap: i64,
    lateness: i64,
) -> Outcome<K, V> {
    let (kept, late) = in_time(stamped, lateness);
    let mut keys: BTreeMap<K, Vec<Record<K, V>>> = BTreeMap::new();
    kept.into_iter().for_each(|(record, _)| keys.entry(record.key.clone()).or_default().push(record));
    let mut groups = Groups::new();
    for (key, mut records) in keys {
        records.sort_by_key(|record| record.time);
        let touch =
            |a: &Record<K, V>, b: &Record<K, V>| i128::from(b.time) <= i128::from(a.time) + i128::from(gap);
        for session in records.chunk_by(touch) {
            let (first, last) = (session[0].time, session[session.len() - 1].time);
            let window = (first, last.saturating_add(gap));
            groups.insert((key.clone(), window), session.iter().map(|record| record.value.clone()).collect());
        }
    }
    Outcome { groups, late, late_in_part: 0 }.in_order()
}

impl<K: Ord, V: Ord> Outcome<K, V> {
    fn in_order(mut self) -> Self {
        self.groups.values_mut().for_each(|values| values.sort());
        self.late.sort();
        self
    }

    /// The windows that fire when the watermark comes from `before` to `after`, the greatest `i64` being the end of the input; `fires`
    /// says whether a window that ends there fires at a watermark.
    pub(crate) fn fired(&self, fires: fn(i64, i64) -> bool, before: i64, after: i64) -> Vec<Firing<K, V>>
    where
        K: Clone,
        V: Clone,
    {
        let fires = |end: i64, watermark: i64| watermark == i64::MAX || fires(end, watermark);
        let now =
            self.groups.iter().filter(|((_, window), _)| !fires(window.1, before) && fires(window.1, after));
        now.map(|((key, window), values)| (key.clone(), *window, values.clone())).collect()
    }

    /// The value of each key and window, by an aggregate of its values.
    pub(crate) fn values<T>(&self, aggregate: impl Fn(&[V]) -> T) -> Vec<(K, Window, T)>
    where
        K: Clone,
    {
        self.groups.iter().map(|((key, window), values)| (key.clone(), *window, aggregate(values))).collect()
    }
}

/// The nearest `i64`.
fn clip(time: i128) -> i64 {
    time.clamp(i64::MIN.into(), i64::MAX.into()) as i64
}
