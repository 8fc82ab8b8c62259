//! What every trigger comes down to: when a batch opens and when it closes.

use std::time::Duration;

use crate::time::Timestamp;

/// When a batch opens and closes.
///
/// It opens at once where it has ticks, else when a source has records or says that the batch has
/// ended. It closes when every source has ended, and by the fields below.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    /// Closes at the next multiple of any of these; empty: not by the clock.
    pub(crate) ticks: Vec<Duration>,
    /// The batch's time is its tick, not its opening.
    pub(crate) time_is_tick: bool,
    /// Records in a batch at most, over all workers.
    pub(crate) limit: u64,
    /// Closes when the limit is reached; else reading stops until the tick.
    pub(crate) limit_closes: bool,
    /// A worker closes it for itself when none of its sources is ready.
    pub(crate) idle_closes: bool,
    /// A source that is not ready and expects nothing has ended; the first batch opens at once.
    pub(crate) available_now: bool,
}

impl Rule {
    /// Closes when every source says so: for a pipeline that the program drives by hand.
    pub(crate) fn manual() -> Self {
        Rule {
            ticks: Vec::new(),
            time_is_tick: false,
            limit: u64::MAX,
            limit_closes: true,
            idle_closes: false,
            available_now: false,
        }
    }

    /// The next tick after `now`.
    pub(crate) fn tick_after(&self, now: Timestamp) -> Option<Timestamp> {
        self.ticks.iter().map(|&tick| now.next_multiple(tick)).min()
    }

    /// Whether `now` has reached `tick`, or has been set back so far that it would not be reached
    /// within the interval.
    pub(crate) fn reached(&self, tick: Timestamp, now: Timestamp) -> bool {
        let longest = self.ticks.iter().max().copied().unwrap_or_default();
        now >= tick || tick.since(now) > longest
    }

    /// Whether a batch opens because an operator asks for one: not where batches come by the clock in any case, nor where the
    /// pipeline ends with its input.
    pub(crate) fn opens_when_due(&self) -> bool {
        self.ticks.is_empty() && !self.available_now
    }

    /// Whether batch `number` waits for no input to open.
    pub(crate) fn opens_at_once(&self, number: u64) -> bool {
        !self.ticks.is_empty() || self.available_now && number == 0
    }
}
