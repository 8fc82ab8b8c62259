//! Any records in any batches against a list of all that is gone through at each tick.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::{Door, Shown, nanos};
use crate::window::{Emit, Pane, Policy, Timing};

/// A record, or the end of a batch at a watermark.
#[derive(Clone, Debug)]
pub(super) enum Step {
    Record { time: i64, key: u8, value: i64 },
    Tick { watermark: i64 },
}

/// Steps whose watermark runs behind the greatest time, with disorder; at the end all windows fire.
pub(super) fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        6 => (-30..30_i64, 0..4_u8, -9..9_i64).prop_map(|(ahead, key, value)| Err((ahead, key, value))),
        1 => (0..12_i64).prop_map(Ok),
    ];
    let base = prop_oneof![8 => Just(0), 1 => Just(i64::MIN + 60), 1 => Just(i64::MAX - 200)];
    (base, prop::collection::vec(step, 0..70)).prop_map(|(base, steps)| {
        let (mut greatest, mut watermark) = (base, i64::MIN);
        let mut all: Vec<_> = steps
            .into_iter()
            .map(|step| match step {
                Err((ahead, key, value)) => {
                    let time = greatest.saturating_add(ahead);
                    greatest = greatest.saturating_add(ahead.max(0) / 4);
                    Step::Record { time, key, value }
                }
                Ok(behind) => {
                    watermark = greatest.saturating_sub(behind).max(watermark);
                    Step::Tick { watermark }
                }
            })
            .collect();
        all.push(Step::Tick { watermark: i64::MAX });
        all
    })
}

/// The records of a key in a window, and how often they were given out.
#[derive(Clone, Debug, Default)]
struct Kept {
    values: Vec<i64>,
    fired: u32,
    changed: bool,
}

/// All windows by start and end, each with its keys by first sight.
#[derive(Default)]
pub(super) struct Oracle {
    windows: BTreeMap<(i64, i64), Vec<(u8, Kept)>>,
    passed: Option<i64>,
    clock: Option<i64>,
}

fn window(time: i64) -> (i64, i64) {
    let start = i128::from(time).div_euclid(10) * 10;
    let clip = |at: i128| at.clamp(i64::MIN.into(), i64::MAX.into()) as i64;
    (clip(start), clip(start + 10))
}

impl Oracle {
    /// Whether the record is not late.
    pub(super) fn feed(&mut self, watermark: i64, lateness: i64, time: i64, key: u8, value: i64) -> bool {
        let window = window(time);
        if window.1.saturating_add(lateness) <= watermark {
            return false;
        }
        let keys = self.windows.entry(window).or_default();
        let at = keys.iter().position(|(k, _)| *k == key).unwrap_or_else(|| {
            keys.push((key, Kept::default()));
            keys.len() - 1
        });
        keys[at].1.values.push(value);
        keys[at].1.changed = true;
        true
    }

    pub(super) fn tick(&mut self, watermark: i64, policy: &Policy) -> Vec<Shown> {
        let before = self.passed.replace(watermark).unwrap_or(i64::MIN);
        let early = self.early(watermark, policy);
        let mut out = Vec::new();
        for ((start, end), keys) in &mut self.windows {
            let ended = *end <= watermark;
            let on_time = ended && *end > before;
            for (key, kept) in keys {
                let fires = match policy.emit {
                    Emit::Complete => true,
                    Emit::OnUpdate => kept.changed,
                    Emit::OnClose => on_time || ended && kept.changed,
                    Emit::Every(_) => on_time || (ended || early) && kept.changed,
                };
                if fires {
                    let timing = match (ended, on_time) {
                        (false, _) => Timing::Early,
                        (true, true) => Timing::OnTime,
                        (true, false) => Timing::Late,
                    };
                    let value = (kept.values.len() as u64, kept.values.iter().sum());
                    out.push((*key, (*start, *end), value, Pane { number: kept.fired, timing }));
                    kept.fired += 1;
                    kept.changed = false;
                }
            }
        }
        let lateness = policy.lateness.as_nanos() as i64;
        self.windows.retain(|(_, end), _| end.saturating_add(lateness) > watermark);
        out
    }

    /// Whether early results are due: a multiple of the interval lies between the last tick and this one.
    fn early(&mut self, now: i64, policy: &Policy) -> bool {
        let Emit::Every(interval) = policy.emit else { return true };
        let interval = interval.as_nanos() as i64;
        let next = |now: i64| now.div_euclid(interval).saturating_add(1).saturating_mul(interval);
        self.clock.replace(now).is_some_and(|last| next(last) <= now)
    }
}

pub(super) fn policies() -> impl Strategy<Value = Policy> {
    let emit = prop_oneof![
        Just(Emit::OnClose),
        Just(Emit::OnUpdate),
        Just(Emit::Complete),
        (1..20_u64).prop_map(|n| Emit::Every(nanos(n))),
    ];
    (emit, prop_oneof![Just(0), 1..40_u64])
        .prop_map(|(emit, lateness)| Policy::new().emit(emit).allowed_lateness(nanos(lateness)))
}

/// Feeds both and compares what comes out and what is late.
fn compare(door: &mut Door, policy: &Policy, steps: Vec<Step>) -> Result<(), TestCaseError> {
    let mut oracle = Oracle::default();
    let (mut watermark, mut late) = (i64::MIN, 0);
    for step in steps {
        match step {
            Step::Record { time, key, value } => {
                let lateness = policy.lateness.as_nanos() as i64;
                let fits = oracle.feed(watermark, lateness, time, key, value);
                prop_assert_eq!(door.feed_behind(watermark, time, key, value), fits);
                late += u64::from(!fits);
            }
            Step::Tick { watermark: next } => {
                watermark = next;
                prop_assert_eq!(door.tick(next), oracle.tick(next, policy));
            }
        }
    }
    prop_assert_eq!(door.windows.gauge().late, late);
    prop_assert_eq!(door.windows.gauge().windows, 0);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn windows_that_close_agree_with_a_list(steps in steps()) {
        compare(&mut Door::closing(), &Policy::new(), steps)?;
    }

    #[test]
    fn every_policy_agrees_with_a_list(policy in policies(), steps in steps()) {
        compare(&mut Door::emitting(policy), &policy, steps)?;
    }
}
