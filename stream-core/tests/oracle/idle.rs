//! Partitions that fall silent: which watermark the records of each batch are judged by, and how far a batch brings the whole.

use super::Record;
use super::clock::Times;
use super::time::{LAST, Stamped};
use super::windows::{Firing, Outcome};

/// The records of one batch, by partition.
pub(crate) type Step = Vec<Vec<Record>>;

#[derive(Clone, Debug)]
struct Partition {
    watermark: i64,
    /// When its last records came, by the clock; at first, the time of the first batch.
    spoke: i64,
    idle: bool,
}

/// Some partitions and what they come to.
#[derive(Clone, Debug)]
struct Partitions {
    all: Vec<Partition>,
    out_of_order: i64,
    idle: Option<i64>,
    combined: i64,
    /// When the last record came.
    last: i64,
}

impl Partitions {
    fn new(partitions: usize, start: i64, out_of_order: i64, idle: Option<i64>) -> Self {
        let new = Partition { watermark: i64::MIN, spoke: start, idle: false };
        Partitions { all: vec![new; partitions], out_of_order, idle, combined: i64::MIN, last: start }
    }

    /// A batch: a record is judged by the watermark of its partition, after a time-out by the combined one too. Then the least of
    /// those that are not silent for too long counts; when all are, time goes on at the clock's pace.
    fn batch(&mut self, now: i64, step: &[Vec<Record>]) -> Vec<Stamped> {
        let mut stamped = Vec::new();
        for (partition, records) in self.all.iter_mut().zip(step).filter(|(_, records)| !records.is_empty()) {
            if partition.idle {
                partition.watermark = partition.watermark.max(self.combined);
            }
            for record in records {
                stamped.push((record.clone(), partition.watermark));
                let reached = record.time.saturating_sub(self.out_of_order).min(LAST);
                partition.watermark = partition.watermark.max(reached);
            }
            partition.spoke = now;
            if partition.watermark > i64::MIN {
                self.last = now;
            }
        }
        for partition in &mut self.all {
            partition.idle =
                self.idle.is_some_and(|idle| now.abs_diff(partition.spoke) >= idle.unsigned_abs());
        }
        let least =
            self.all.iter().filter(|partition| !partition.idle).map(|partition| partition.watermark).min();
        let greatest = self.all.iter().map(|partition| partition.watermark).max().filter(|at| *at > i64::MIN);
        let goes_on = greatest.map_or(i64::MIN, |at| at.saturating_add(now - self.last).min(LAST));
        self.combined = self.combined.max(least.unwrap_or(goes_on));
        stamped
    }
}

/// What one batch gives out, and the combined watermark after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fired {
    pub(crate) results: Vec<Firing>,
    pub(crate) watermark: i64,
}

/// Windows over a number of partitions, in batches at the times given.
pub(crate) struct Windows {
    pub(crate) times: Times,
    pub(crate) partitions: usize,
    pub(crate) out_of_order: i64,
    pub(crate) idle: Option<i64>,
    /// The input is known to end with its last records; else after them.
    pub(crate) ends: bool,
    /// The windows of records.
    pub(crate) group: fn(&[Stamped]) -> Outcome<String, i64>,
    /// Whether a window that ends there fires at a watermark.
    pub(crate) fires: fn(i64, i64) -> bool,
    /// Batches that take no records, though nothing need be due.
    pub(crate) empty: Vec<usize>,
}

impl Windows {
    /// What each batch gives out, the end of the input as the last, and the late records. When something is due at the time of a batch it
    /// takes no records.
    pub(crate) fn run(&self, steps: &[Step]) -> (Vec<Fired>, Vec<Record>) {
        let mut time = Partitions::new(self.partitions, self.times.of(0), self.out_of_order, self.idle);
        let (mut steps, mut all, mut fired) = (steps.iter().peekable(), Vec::new(), Vec::new());
        while let Some(step) = steps.peek() {
            let now = self.times.of(fired.len());
            let mut silent = time.clone();
            silent.batch(now, &[]);
            let is_due = self.empty.contains(&fired.len())
                || !self.fired(&all, time.combined, silent.combined).is_empty();
            let before = time.combined;
            if is_due && step.iter().any(|records| !records.is_empty()) {
                time = silent;
            } else {
                all.extend(time.batch(now, step));
                steps.next();
            }
            let ended = self.ends && steps.peek().is_none();
            let watermark = if ended { i64::MAX } else { time.combined };
            fired.push(Fired { results: self.fired(&all, before, watermark), watermark });
        }
        let before = fired.last().map_or(i64::MIN, |last| last.watermark);
        fired.push(Fired { results: self.fired(&all, before, i64::MAX), watermark: i64::MAX });
        (fired, (self.group)(&all).late)
    }

    /// The windows that fire when the watermark comes from `before` to `after`.
    fn fired(&self, all: &[Stamped], before: i64, after: i64) -> Vec<Firing> {
        (self.group)(all).fired(self.fires, before, after)
    }
}
