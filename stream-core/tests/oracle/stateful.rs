//! State of a key with timers, for given batches: first the records of a batch in order, then the timers that its watermark has
//! reached, by time.

use std::collections::{BTreeMap, BTreeSet};

use super::time::Stamped;
use super::{Key, Record};

/// The end of the input as a watermark.
const END: i64 = i64::MAX;

/// What a program does with its key.
pub(crate) struct Context<O> {
    pub(crate) emitted: Vec<O>,
    pub(crate) timers: BTreeSet<i64>,
    pub(crate) forget: bool,
}

/// Two functions over the state of a key: for a record, and for a timer.
pub(crate) struct Program<R, T> {
    pub(crate) on_record: R,
    pub(crate) on_timer: T,
}

/// Runs the program; the watermark after each batch stands beside it. At the end of the input all timers fire, and those that
/// they set, up to the last that the key had.
pub(crate) fn run<K: Key, V: Clone, S: Default, O>(
    batches: &[(Vec<Stamped<K, V>>, i64)],
    program: &Program<
        impl Fn(&Record<K, V>, &mut S, &mut Context<O>),
        impl Fn(&K, i64, &mut S, &mut Context<O>),
    >,
) -> Vec<O> {
    let mut keys: BTreeMap<K, (S, BTreeSet<i64>)> = BTreeMap::new();
    let mut out = Vec::new();
    let ending = (Vec::new(), END);
    for (records, watermark) in batches.iter().chain([&ending]) {
        for (record, _) in records {
            visit(&mut keys, &record.key, &mut out, |state, context| {
                (program.on_record)(record, state, context)
            });
        }
        let last = |timers: &BTreeSet<i64>| timers.last().copied().unwrap_or(i64::MIN);
        let horizons: BTreeMap<K, i64> =
            keys.iter().map(|(key, held)| (key.clone(), last(&held.1))).collect();
        while let Some((at, key)) = due(&keys, *watermark) {
            keys.entry(key.clone()).and_modify(|held| held.1.retain(|timer| *timer != at));
            visit(&mut keys, &key, &mut out, |state, context| (program.on_timer)(&key, at, state, context));
            if *watermark == END {
                let horizon = horizons.get(&key).copied().unwrap_or(i64::MIN);
                keys.entry(key).and_modify(|held| held.1.retain(|timer| *timer <= horizon));
            }
        }
    }
    out
}

/// The first timer that the watermark has reached.
fn due<K: Key, S>(keys: &BTreeMap<K, (S, BTreeSet<i64>)>, watermark: i64) -> Option<(i64, K)> {
    let first = keys.iter().filter_map(|(key, held)| Some((*held.1.first()?, key.clone())));
    first.filter(|(at, _)| *at <= watermark).min()
}

fn visit<K: Key, S: Default, O>(
    keys: &mut BTreeMap<K, (S, BTreeSet<i64>)>,
    key: &K,
    out: &mut Vec<O>,
    f: impl FnOnce(&mut S, &mut Context<O>),
) {
    let (mut state, timers) = keys.remove(key).unwrap_or_default();
    let mut context = Context { emitted: Vec::new(), timers, forget: false };
    f(&mut state, &mut context);
    out.append(&mut context.emitted);
    if !context.forget {
        keys.insert(key.clone(), (state, context.timers));
    }
}
