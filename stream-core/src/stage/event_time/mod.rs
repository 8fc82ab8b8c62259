//! Event time: the time that a record itself tells, and the watermark that follows from it.
//!
//! The watermark of a partition is the largest time seen less the disorder that is allowed for; the combined one is the least
//! over the partitions of all workers, and never goes back. A record is judged by the watermark of its own partition as it
//! stood before it, so what is late depends neither on batches nor on workers. After Flink's watermarks per partition.

mod into;
mod meet;
mod partition;
#[cfg(test)]
mod tests;

use std::time::Duration;

pub use into::{IntoEventTime, Untimely};
pub use meet::{meet, when};
pub use partition::{Held, Report};
use partition::{Latest, Level, Partition, level, time_out};

use super::opened::Feed;
use super::{Stamp, Worker};
use crate::error::{Error, ErrorKind};
use crate::exchange::Exchange;
use crate::record::Batch;
use crate::time::Timestamp;

/// How far a record may be ahead of the clock, where nothing is said.
const MAX_AHEAD: Duration = Duration::from_secs(24 * 60 * 60);

/// The last instant to which records alone can bring a watermark: `MAX` is the end of the input.
const LAST: i64 = i64::MAX - 1;

/// The event time of one operator `event_time` on one worker.
#[derive(Debug)]
pub struct EventTime {
    // Configuration.
    operator: usize,
    out_of_order: i64,
    idle: Option<Duration>,
    max_ahead: Option<Duration>,

    // Live.
    /// The largest time of the partition at hand; it and the next two are what a record needs.
    greatest: i64,
    /// The watermark of the partition at hand.
    watermark: i64,
    /// A time beyond this is looked at more closely.
    limit: i64,
    /// The time of the batch at hand, by the clock.
    clock: Timestamp,
    /// The latest of those times.
    now: Timestamp,
    /// The partition at hand, if there is one: its place in `mine`.
    current: Option<usize>,
    /// The partitions of all workers as of the last batch.
    all: Vec<Partition>,
    level: Option<Level>,

    // Checkpointed.
    /// The partitions of this worker that have not ended, by source and number.
    mine: Vec<Partition>,
    combined: i64,
    latest: Option<Latest>,
}

impl EventTime {
    /// The event time of operator `operator`, whose records may be `out_of_order` behind the latest of their partition.
    pub fn new(operator: usize, out_of_order: Duration) -> Self {
        EventTime {
            operator,
            out_of_order: i64::try_from(out_of_order.as_nanos()).unwrap_or(i64::MAX),
            idle: None,
            max_ahead: Some(MAX_AHEAD),
            greatest: i64::MIN,
            watermark: i64::MIN,
            limit: i64::MIN,
            clock: Timestamp::MIN,
            now: Timestamp::MIN,
            current: None,
            all: Vec::new(),
            level: None,
            mine: Vec::new(),
            combined: i64::MIN,
            latest: None,
        }
    }

    /// A partition that is silent for `idle` of processing time, from its first batch on, is left out of the minimum until it
    /// speaks again. When all are, event time goes on at the clock's pace.
    #[must_use]
    pub fn idle(self, idle: Duration) -> Self {
        EventTime { idle: Some(idle), ..self }
    }

    /// As [`EventTime::idle`], of a length that is known when the pipeline starts.
    ///
    /// # Errors
    /// It is zero.
    pub fn try_idle(self, idle: Duration) -> Result<Self, Error> {
        if idle.is_zero() {
            return Err(Error::new(ErrorKind::Start, "`idle` must be more than zero"));
        }
        Ok(self.idle(idle))
    }

    /// A record may be ahead of the clock by `most`; one day if nothing is said.
    #[must_use]
    pub fn max_ahead(self, most: Duration) -> Self {
        EventTime { max_ahead: Some(most), ..self }
    }

    /// A record may be ahead of the clock by any time, as in a replay.
    #[must_use]
    pub fn any_time_ahead(self) -> Self {
        EventTime { max_ahead: None, ..self }
    }

    /// The chunk that comes next is of partition `number` of the source that is operator `source`.
    pub fn chunk(&mut self, source: usize, number: usize, batch: &Batch) {
        self.settle();
        self.look(batch);
        let ahead = self.max_ahead.map_or(Timestamp::MAX, |most| batch.time.plus(most));
        self.limit = ahead.as_nanos().min(LAST);
        let at = self.place_of(source, number);
        let partition = &mut self.mine[at];
        if partition.idle {
            partition.rejoin(self.combined, self.out_of_order);
        }
        partition.last = self.now;
        (self.greatest, self.watermark) = (partition.greatest, partition.watermark);
        self.current = Some(at);
    }

    /// The stamp of a record of the chunk: its time, and the watermark of its partition before it.
    ///
    /// # Errors
    /// It has no time, or one that is too far ahead of the clock: the record is rejected and moves nothing.
    #[inline]
    pub fn stamp(&mut self, time: impl IntoEventTime) -> Result<Stamp, Untimely> {
        let Some(time) = time.into_event_time() else { return Err(Untimely::NoTime) };
        let watermark = Timestamp::from_nanos(self.watermark);
        if time.as_nanos() > self.greatest {
            if time.as_nanos() > self.limit {
                self.far_ahead(time)?;
            } else {
                self.greatest = time.as_nanos();
                // What is greater than `greatest` is at least the disorder after the least `i64`.
                self.watermark = time.as_nanos().wrapping_sub(self.out_of_order);
            }
        }
        Ok(Stamp { time, watermark })
    }

    /// A time beyond the limit: too far ahead of the clock, or the last there is.
    #[cold]
    #[inline(never)]
    fn far_ahead(&mut self, time: Timestamp) -> Result<(), Untimely> {
        let by = time.since(self.clock);
        match self.max_ahead {
            Some(most) if by > most => Err(Untimely::Ahead { by, most }),
            _ => {
                self.greatest = time.as_nanos();
                self.watermark = time.as_nanos().wrapping_sub(self.out_of_order).min(LAST);
                Ok(())
            }
        }
    }

    /// Which partitions of the source that is operator `source` this worker reads, once in each batch before
    /// [`advance`](EventTime::advance). One that is new begins at the combined watermark; one that has ended is forgotten.
    pub fn reads(&mut self, source: usize, feed: &dyn Feed, batch: &Batch) {
        self.settle();
        self.look(batch);
        let listed = feed.partitions();
        if self.numbers(source).eq(listed.iter().copied()) {
            return;
        }
        self.mine.retain(|partition| partition.source != source || listed.contains(&partition.number));
        for &number in listed {
            self.place_of(source, number);
        }
    }

    /// The end of a batch: the watermark of all workers' partitions comes together.
    ///
    /// # Cancel safety
    /// As [`Exchange::all_to_all`].
    pub async fn advance(&mut self, worker: &mut Worker, exchange: &mut Exchange<Report>) {
        self.prepare(worker.batch());
        if !exchange.is_alone() {
            let report = self.report();
            let parcels = (0..exchange.workers()).map(|_| vec![report.clone()]).collect();
            let reports = exchange.all_to_all(parcels).await;
            self.hear(reports.into_iter().flatten());
        }
        self.come_together(worker.batch().last);
        self.move_to(worker.shared.moved_watermark());
        worker.tell_watermark(self.operator, self.watermark(), self.held_by());
    }

    /// Puts down how far this worker has come at the end of `batch`, as if it were the only one.
    fn prepare(&mut self, batch: &Batch) {
        self.settle();
        self.look(batch);
        time_out(&mut self.mine, self.idle, self.now);
        self.all.clear();
        self.all.extend_from_slice(&self.mine);
    }

    /// What the others are told.
    fn report(&self) -> Report {
        Report { latest: self.latest, partitions: self.mine.clone() }
    }

    /// Takes in what all workers tell, this one's own among it.
    fn hear(&mut self, reports: impl IntoIterator<Item = Report>) {
        self.all.clear();
        for report in reports {
            self.latest = Latest::of(self.latest, report.latest);
            self.all.extend(report.partitions);
        }
    }

    fn come_together(&mut self, last: bool) {
        let level = if last { Level::Ended } else { level(&self.all, self.latest, self.now) };
        let reached = match level {
            Level::Least(watermark, _) => watermark,
            Level::Idle(watermark) => watermark.min(LAST),
            Level::Ended => i64::MAX,
        };
        self.combined = self.combined.max(reached);
        self.level = Some(level);
    }

    /// A test moves the watermark, forwards only: every partition goes on from there.
    fn move_to(&mut self, watermark: Timestamp) {
        if watermark.as_nanos() > self.combined {
            self.combined = watermark.as_nanos().min(LAST);
            let (combined, out_of_order) = (self.combined, self.out_of_order);
            self.mine.iter_mut().for_each(|partition| partition.rejoin(combined, out_of_order));
        }
    }

    /// The combined watermark as of the end of the last batch: `MIN` until every partition has spoken, `MAX` when all have
    /// ended. It never goes back.
    pub fn watermark(&self) -> Timestamp {
        Timestamp::from_nanos(self.combined)
    }

    /// The instant of processing time at which the combined watermark is at least `at`, if no record comes; `None`: never.
    pub fn when(&self, at: Timestamp) -> Option<Timestamp> {
        when(&[self], at)
    }

    /// The partition that holds the watermark where it is; `None` where all are idle or have ended.
    pub fn held_by(&self) -> Option<Held> {
        match self.level {
            Some(Level::Least(_, held)) => Some(held),
            _ => None,
        }
    }

    /// The time of the batch is taken in. The clock may go back, `now` does not.
    fn look(&mut self, batch: &Batch) {
        self.clock = batch.time;
        self.now = self.now.max(batch.time);
    }

    /// What the partition at hand has come to is put down.
    fn settle(&mut self) {
        let Some(at) = self.current.take() else { return };
        let partition = &mut self.mine[at];
        (partition.greatest, partition.watermark) = (self.greatest, self.watermark);
        if self.watermark > i64::MIN {
            let latest = Latest { watermark: self.watermark, at: self.now };
            self.latest = Latest::of(self.latest, Some(latest));
        }
    }

    /// The place of a partition in `mine`, where it is put if it is new.
    fn place_of(&mut self, source: usize, number: usize) -> usize {
        let found = self
            .mine
            .binary_search_by_key(&(source, number), |partition| (partition.source, partition.number));
        found.unwrap_or_else(|at| {
            let new = Partition::new(source, number, self.combined, self.out_of_order, self.now);
            self.mine.insert(at, new);
            at
        })
    }

    /// The numbers of the partitions of a source, in order.
    fn numbers(&self, source: usize) -> impl Iterator<Item = usize> {
        let of_source = self.mine.iter().filter(move |partition| partition.source == source);
        of_source.map(|partition| partition.number)
    }
}
