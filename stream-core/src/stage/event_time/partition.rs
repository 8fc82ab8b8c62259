//! How far the partitions of all sources have come, and what follows from it. It is pure: the time comes in as an argument.

use std::time::Duration;

use crate::time::Timestamp;

/// How far one partition of a source has come. It goes from worker to worker as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Partition {
    /// The operator that is its source.
    pub(super) source: usize,
    /// Its number in the source.
    pub(super) number: usize,
    /// The largest time seen, but at least what brings the watermark to where the partition began.
    pub(super) greatest: i64,
    /// The watermark: the largest time seen less the disorder, and where the partition began if that is later.
    pub(super) watermark: i64,
    /// The time of the last batch with records of it, or of its first batch.
    pub(super) last: Timestamp,
    /// It has been silent for so long that it is left out of the minimum.
    pub(super) idle: bool,
}

impl Partition {
    /// A partition that begins at the combined watermark.
    pub(super) fn new(
        source: usize,
        number: usize,
        combined: i64,
        out_of_order: i64,
        now: Timestamp,
    ) -> Self {
        let (watermark, greatest) = (combined, combined.saturating_add(out_of_order));
        Partition { source, number, greatest, watermark, last: now, idle: false }
    }

    /// Records have come after a time-out: from here on they are judged by the combined watermark.
    pub(super) fn rejoin(&mut self, combined: i64, out_of_order: i64) {
        self.idle = false;
        self.watermark = self.watermark.max(combined);
        self.greatest = self.greatest.max(combined.saturating_add(out_of_order));
    }

    fn is_silent(&self, idle: Option<Duration>, now: Timestamp) -> bool {
        idle.is_some_and(|idle| now.since(self.last) >= idle)
    }
}

/// What a worker tells the others of its partitions.
#[derive(Clone, Debug)]
pub struct Report {
    pub(super) latest: Option<Latest>,
    pub(super) partitions: Vec<Partition>,
}

/// The latest of all that was seen: from there event time goes on at the clock's pace when all partitions are idle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Latest {
    /// The greatest watermark of a partition.
    pub(super) watermark: i64,
    /// When the last record came.
    pub(super) at: Timestamp,
}

/// What the partitions of all workers come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    /// The least watermark of those that are not idle, and whose it is.
    Least(i64, Held),
    /// All are idle: event time goes on from the latest at the clock's pace.
    Idle(i64),
    /// All have ended.
    Ended,
}

/// The partition that holds the watermark where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// The operator that is its source.
    pub source: usize,
    /// Its number in the source.
    pub partition: usize,
}

/// Marks the partitions that have been silent for too long.
pub(super) fn time_out(all: &mut [Partition], idle: Option<Duration>, now: Timestamp) {
    for partition in all {
        partition.idle = partition.is_silent(idle, now);
    }
}

/// What `all` partitions come to at `now`, those that are silent being marked.
pub(super) fn level(all: &[Partition], latest: Option<Latest>, now: Timestamp) -> Level {
    let active = all.iter().filter(|partition| !partition.idle);
    if let Some(least) = active.min_by_key(|partition| partition.watermark) {
        return Level::Least(least.watermark, Held { source: least.source, partition: least.number });
    }
    match latest {
        _ if all.is_empty() => Level::Ended,
        Some(latest) => Level::Idle(latest.goes_on(now)),
        None => Level::Idle(i64::MIN),
    }
}

impl Latest {
    /// Event time at `now`, if it goes on at the clock's pace.
    fn goes_on(self, now: Timestamp) -> i64 {
        Timestamp::from_nanos(self.watermark).plus(now.since(self.at)).as_nanos()
    }

    /// The instant at which event time is `at`, if it goes on at the clock's pace.
    pub(super) fn reaches(self, at: i64) -> Timestamp {
        self.at.plus(Timestamp::from_nanos(at).since(Timestamp::from_nanos(self.watermark)))
    }

    /// The later of both.
    pub(super) fn of(one: Option<Latest>, other: Option<Latest>) -> Option<Latest> {
        let (Some(a), Some(b)) = (one, other) else { return one.or(other) };
        Some(Latest { watermark: a.watermark.max(b.watermark), at: a.at.max(b.at) })
    }
}
