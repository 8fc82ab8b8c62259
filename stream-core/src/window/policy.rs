//! What the windows of an operator are told besides where they lie: how late a record may be, when results come out, what bounds them.

use std::time::Duration;

use super::aggregate::AggregateError;
use crate::error::{Error, ErrorKind};
use crate::time::Timestamp;

/// When the results of a window come out. The modes are those of Structured Streaming; `Every` is Beam's early firing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Emit {
    /// Once, when the watermark has passed the end of the window, and again for each late record that is allowed (append mode).
    #[default]
    OnClose,
    /// The results that have changed, at the end of each batch (update mode).
    OnUpdate,
    /// All results, at the end of each batch (complete mode).
    Complete,
    /// Early results when processing time has passed a multiple of this interval, and the last when the window closes. Zero: in each
    /// batch.
    Every(Duration),
}

/// When early results come out, for all workers alike: they all have the time of the batch.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ticks {
    /// The processing time of the last tick.
    last: Option<Timestamp>,
}

impl Ticks {
    /// Whether early results come out at the tick at `now`.
    pub(super) fn early(&mut self, emit: Emit, now: Timestamp) -> bool {
        let last = self.last.replace(now);
        match emit {
            Emit::Every(interval) if interval > Duration::ZERO => {
                last.is_some_and(|last| last.next_multiple(interval) <= now)
            }
            _ => true,
        }
    }

    /// The next instant at which they come out, but for the batches that come anyway.
    pub(super) fn next(self, emit: Emit) -> Option<Timestamp> {
        match emit {
            Emit::Every(interval) if interval > Duration::ZERO => Some(self.last?.next_multiple(interval)),
            _ => None,
        }
    }
}

/// How late a record may be, when results come out, and how many windows may be open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// How long a window is kept after its end, for records that come late.
    pub lateness: Duration,
    /// When results come out.
    pub emit: Emit,
    /// How many windows may be open at a time, at least 1: of those that stay open when a batch ends, for what opens and closes within
    /// a batch does not count. For fixed and sliding windows these are intervals with records on one worker, whatever the keys; for
    /// sessions, those of one key. No record may be in more intervals, or before more sessions of its key.
    pub max_open: usize,
}

impl Default for Policy {
    fn default() -> Self {
        Self::new()
    }
}

impl Policy {
    /// How many windows may be open at a time where nothing is said.
    pub const MAX_OPEN: usize = 65_536;

    /// No record may be late, results come out when a window closes, and at most [`Policy::MAX_OPEN`] windows are open.
    pub const fn new() -> Self {
        Policy { lateness: Duration::ZERO, emit: Emit::OnClose, max_open: Self::MAX_OPEN }
    }

    /// Whether a window gives out more than its one result when it closes.
    pub(super) fn fires_again(&self) -> bool {
        self.lateness > Duration::ZERO || self.emit != Emit::OnClose
    }

    /// Keeps a window for this long after its end, for records that come late.
    #[must_use]
    pub const fn allowed_lateness(self, lateness: Duration) -> Self {
        Policy { lateness, ..self }
    }

    /// Says when results come out.
    #[must_use]
    pub const fn emit(self, emit: Emit) -> Self {
        Policy { emit, ..self }
    }

    /// Bounds the number of open windows, at least 1; the pipeline fails where there would be more.
    #[must_use]
    pub const fn max_open(self, windows: usize) -> Self {
        Policy { max_open: if windows == 0 { 1 } else { windows }, ..self }
    }

    /// As [`Policy::max_open`], of a number that is known when the pipeline starts.
    ///
    /// # Errors
    /// It is 0.
    pub fn try_max_open(self, windows: usize) -> Result<Self, Error> {
        match windows {
            0 => Err(Error::new(ErrorKind::Start, "`max_open` must be more than zero")),
            _ => Ok(self.max_open(windows)),
        }
    }
}

/// What operators whose windows end by number or batch say of time: nothing is due, and no record is late.
pub trait OutsideTime {
    /// The watermark of the last tick.
    fn passed(&self) -> Timestamp;

    /// The next instant at which a window ends: none.
    fn next_close(&self) -> Option<Timestamp> {
        None
    }

    /// The next instant of processing time at which something is due: none.
    fn next_tick(&self) -> Option<Timestamp> {
        None
    }

    /// The watermark of what comes out.
    fn watermark(&self) -> Timestamp {
        self.passed()
    }

    /// How long a window is kept after its end: not at all.
    fn lateness(&self) -> Duration {
        Duration::ZERO
    }
}

/// A result that there is not, or a bound that is reached: it ends the pipeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overflow<K> {
    /// The key; none where it is the operator that holds too much.
    pub key: Option<K>,
    /// Why.
    pub error: AggregateError,
}

/// Where a record belongs, as `open` says and `add` takes it: a number that only the operator understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Slot(pub i64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_setting_leaves_the_others() {
        let policy = Policy::new().allowed_lateness(Duration::from_secs(1)).max_open(0).emit(Emit::Complete);
        assert_eq!(policy, Policy { lateness: Duration::from_secs(1), emit: Emit::Complete, max_open: 1 });
        assert_eq!(Policy::new().emit, Emit::OnClose);
    }
}
