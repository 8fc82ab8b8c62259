//! What a worker tells its operators of time, and what they ask of it.

use std::time::Duration;

use super::control::sooner;
use super::event_time::Held;
use super::{Gauge, Stamp, Tick, Worker};
use crate::time::Timestamp;

/// The least time between a batch and the one that is asked for in it.
const LEAST_WAIT: Duration = Duration::from_millis(1);

impl Worker {
    /// Whether all input has ended and this batch, which takes no records, is the last.
    #[inline]
    pub fn is_last(&self) -> bool {
        self.batch.last
    }

    /// Processing time as a watermark: the time of the batch, or of one before it if the clock has gone back; `MAX` in the
    /// last batch.
    #[inline]
    pub fn processing(&self) -> Timestamp {
        if self.batch.last { Timestamp::MAX } else { self.processing }
    }

    /// The stamp of the records of this batch in processing time, in which nothing is late.
    #[inline]
    pub fn stamp(&self) -> Stamp {
        Stamp { time: self.processing, watermark: Timestamp::MIN }
    }

    /// What operators with lasting state are told at the end of this batch, at which records have come to `watermark`.
    #[inline]
    pub fn tick(&self, watermark: Timestamp) -> Tick {
        let watermark = if self.batch.last { Timestamp::MAX } else { watermark };
        Tick { watermark, now: self.processing, batch: self.batch.number, last: self.batch.last }
    }

    /// Asks for a batch at this instant of processing time at the latest, also if no record comes, but not within a
    /// millisecond of this batch. The least of what all workers ask for in a batch counts, until the next batch ends. Under
    /// `Trigger::every` batches come by the clock in any case; under `Trigger::available_now`, which ends with its input, nothing
    /// is due.
    #[inline]
    pub fn due(&mut self, at: Option<Timestamp>) {
        if let Some(at) = at {
            self.due = sooner(self.due, Some(at.max(self.processing.plus(LEAST_WAIT))));
        }
    }

    /// The state of operator `number` on this worker at the end of this batch, for progress.
    #[inline]
    pub fn gauge(&mut self, number: usize, gauge: Gauge) {
        self.status.gauges.push((number, gauge));
    }

    /// The watermark of operator `number`, an event time, and the partition that holds it.
    pub(super) fn tell_watermark(&mut self, number: usize, watermark: Timestamp, held_by: Option<Held>) {
        self.status.watermarks.push((number, watermark, held_by));
    }
}
