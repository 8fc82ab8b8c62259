//! Streams with event times of their own that come together in one operator.

use super::EventTime;
use super::partition::Level;
use crate::time::Timestamp;

/// The event times of streams that meet, at the end of a batch, when each has advanced: the least watermark of those that are
/// not idle as a whole. Those that are go on with it; when all are, with the latest of them.
pub fn meet(times: &mut [&mut EventTime]) -> Timestamp {
    let is_idle = |time: &EventTime| matches!(time.level, Some(Level::Idle(_)));
    let active = times.iter().filter(|time| !is_idle(time)).map(|time| time.combined).min();
    let latest = times.iter().filter(|time| is_idle(time)).map(|time| time.combined).max();
    let level = match (active, latest) {
        // An end of the others is no time to go on with.
        (Some(i64::MAX) | None, Some(latest)) => latest,
        (Some(active), _) => active,
        (None, None) => i64::MIN,
    };
    for time in times.iter_mut().filter(|time| is_idle(time)) {
        time.combined = time.combined.max(level);
    }
    let least = times.iter().map(|time| time.combined).min();
    Timestamp::from_nanos(least.unwrap_or(i64::MIN))
}

/// The instant of processing time at which the watermark of streams that meet is at least `at`, if no record comes; `None`:
/// never. As of the end of the last batch.
pub fn when(times: &[&EventTime], at: Timestamp) -> Option<Timestamp> {
    if times.iter().all(|time| time.watermark() >= at) {
        return times.iter().map(|time| time.now).max();
    }
    if at == Timestamp::MAX {
        return None;
    }
    // Those that are behind have to be silent for long enough to be left out.
    let mut instant = Timestamp::MIN;
    let mut one_is_there = false;
    for time in times {
        for partition in time.all.iter().filter(|partition| !partition.idle) {
            if partition.watermark < at.as_nanos() {
                instant = instant.max(partition.last.plus(time.idle?));
            } else {
                one_is_there = true;
            }
        }
    }
    if one_is_there {
        return Some(instant);
    }
    // None is left: event time goes on at the clock's pace, from the latest of those that have not ended.
    let latest = times.iter().filter(|time| time.level != Some(Level::Ended)).filter_map(|time| time.latest);
    let reached = latest.map(|latest| latest.reaches(at.as_nanos())).min()?;
    Some(instant.max(reached))
}
