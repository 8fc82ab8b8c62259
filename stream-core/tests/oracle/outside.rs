//! What comes from outside and is kept for a while: answers of a store, and tables that are loaded anew.

use super::Key;

/// What lookups make of one batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Looked<K> {
    /// The keys that are asked for.
    pub(crate) asked: Vec<K>,
    /// For each record the number of the batch in which its answer was asked for; `None` if that was refused.
    pub(crate) answers: Vec<Option<usize>>,
}

/// The keys of batches, each with its time, as one worker looks them up. An answer is kept for `ttl`, `None` is for ever; of more
/// than `capacity` answers after a batch those used last stay, three quarters as many. One that is refused is not kept.
pub(crate) fn lookups<K: Key>(
    batches: &[(Vec<K>, i64)],
    capacity: usize,
    ttl: Option<i64>,
    refused: impl Fn(&K, usize) -> bool,
) -> Vec<Looked<K>> {
    let is_old = |asked: usize, now: i64| ttl.is_some_and(|ttl| batches[asked].1.saturating_add(ttl) <= now);
    // By last use.
    let mut kept: Vec<(K, usize)> = Vec::new();
    let mut looked = Vec::new();
    for (number, (keys, now)) in batches.iter().enumerate() {
        let (mut asked, mut answers) = (Vec::new(), Vec::new());
        for key in keys {
            let known = kept.iter().position(|(other, _)| other == key).map(|at| kept.remove(at).1);
            let answer = known.filter(|asked| !is_old(*asked, *now)).unwrap_or_else(|| {
                asked.push(key.clone());
                number
            });
            kept.push((key.clone(), answer));
            answers.push(Some(answer).filter(|_| !refused(key, answer)));
        }
        kept.retain(|(key, answer)| !refused(key, *answer));
        if kept.len() > capacity {
            kept.drain(..kept.len() - (capacity - capacity / 4));
        }
        looked.push(Looked { asked, answers });
    }
    looked
}

/// A table as a batch sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Loaded {
    /// Which of the attempts to load it brought its rows, from 0.
    pub(crate) attempt: usize,
    /// How many attempts have succeeded, and how many have failed.
    pub(crate) version: u64,
    pub(crate) failed: u64,
    pub(crate) at: i64,
}

/// A table that is loaded when the pipeline starts, at the time of its first batch, and anew by the first batch that is `every` after
/// it was loaded, or tried to be; as each batch sees it. The first attempt succeeds.
pub(crate) fn reloads(times: &[i64], every: i64, fails: impl Fn(usize) -> bool) -> Vec<Loaded> {
    let Some(start) = times.first() else { return Vec::new() };
    let mut loaded = Loaded { attempt: 0, version: 1, failed: 0, at: *start };
    let (mut tried, mut attempts, mut seen) = (*start, 0, Vec::new());
    for now in times {
        if *now >= tried.saturating_add(every) {
            (tried, attempts) = (*now, attempts + 1);
            if fails(attempts) {
                loaded.failed += 1;
            } else {
                loaded = Loaded { attempt: attempts, version: loaded.version + 1, at: *now, ..loaded };
            }
        }
        seen.push(loaded);
    }
    seen
}
