//! The state machine by which all workers run the same batches. It is pure: `now` comes in as an
//! argument, and whom to wake goes out by a flag that [`Shared`](super::Shared) acts on.

mod steps;
#[cfg(test)]
mod tests;

pub(super) use steps::{Claim, Ended, Join, Next, Polled};

use super::Rule;
use super::status::Status;
use crate::record::Batch;
use crate::source::CHUNK;
use crate::time::Timestamp;

/// What the workers share about batches.
#[derive(Debug)]
pub(crate) struct Control {
    // Configuration.
    pub(super) rule: Rule,
    workers: usize,
    /// Operators keep state from batch to batch: when all input has ended there is one batch more.
    lasting: bool,

    // Live.
    /// Workers whose sources are open.
    opened: usize,
    /// The batch that is open, else the next.
    batch: Batch,
    open: bool,
    opened_at: Timestamp,
    tick: Option<Timestamp>,
    /// A batch is to be open then, whatever the input; asked for in the batch before.
    due: Option<Timestamp>,
    /// The least that workers have asked for in the open batch.
    asked: Option<Timestamp>,
    /// Workers that have not ended the open batch.
    left: usize,
    /// Records the batch may still take, and those that workers have claimed and not settled.
    remaining: u64,
    outstanding: u64,
    /// The batch takes no further records.
    closing: bool,
    /// The workers all of whose sources have ended.
    ended: Vec<bool>,
    stopping: bool,
    /// All input is taken to have ended.
    finishing: bool,
    over: bool,
    failed: bool,
    taken: u64,
    out: u64,
    /// What operators have said in the open batch, over workers.
    pub(super) status: Status,
    /// Somebody waits for what has just changed.
    pub(super) alarm: bool,
}

impl Control {
    pub(super) fn new(rule: Rule, workers: usize, lasting: bool) -> Self {
        Control {
            rule,
            workers,
            lasting,
            opened: 0,
            batch: Batch { number: 0, epoch: 0, time: Timestamp::default(), last: false },
            open: false,
            opened_at: Timestamp::default(),
            tick: None,
            due: None,
            asked: None,
            left: 0,
            remaining: 0,
            outstanding: 0,
            closing: false,
            ended: vec![false; workers],
            stopping: false,
            finishing: false,
            over: false,
            failed: false,
            taken: 0,
            out: 0,
            status: Status::default(),
            alarm: false,
        }
    }

    /// A worker has opened its sources.
    pub(super) fn worker_opened(&mut self) {
        self.opened += 1;
        self.alarm |= self.opened == self.workers;
    }

    /// Whether all workers have opened their sources; `None` when one has failed.
    pub(super) fn all_opened(&self) -> Option<bool> {
        (!self.failed).then_some(self.opened == self.workers)
    }

    #[cfg(feature = "runtime")]
    pub(super) fn were_opened(&self) -> bool {
        self.opened == self.workers
    }

    #[cfg(feature = "runtime")]
    pub(super) fn has_failed(&self) -> bool {
        self.failed
    }

    /// The open batch takes what the sources have taken in, then closes; no further one opens.
    #[cfg(feature = "runtime")]
    pub(super) fn stop(&mut self) {
        self.stopping = true;
        self.alarm = true;
    }

    /// As [`Control::stop`], and all input is taken to have ended.
    #[cfg(feature = "runtime")]
    pub(super) fn finish(&mut self) {
        self.finishing = true;
        self.stop();
    }

    /// Every worker is to give up.
    #[cfg(feature = "runtime")]
    pub(super) fn fail(&mut self) {
        self.failed = true;
        self.alarm = true;
    }

    /// A worker is ready for batch `number`.
    pub(super) fn join(&mut self, number: u64) -> Join {
        if self.failed {
            return Join::Failed;
        }
        if self.open {
            return if self.batch.number == number { Join::Joined(self.batch) } else { Join::Wait };
        }
        let ended = self.finishing || self.ended.iter().all(|&ended| ended);
        if ended && self.lasting && !self.batch.last && !self.over {
            return Join::Last;
        }
        if !self.over && (self.stopping || ended) {
            self.over = true;
            self.alarm = true;
        }
        if self.over { Join::Over } else { Join::Decide }
    }

    /// Opens the next batch at `now`, unless it is open, over or failed by now; [`Control::join`]
    /// says which.
    pub(super) fn open(&mut self, number: u64, now: Timestamp) {
        match self.join(number) {
            Join::Decide => self.tick = self.rule.tick_after(now),
            Join::Last => (self.tick, self.batch.last) = (None, true),
            _ => return,
        }
        self.opened_at = now;
        self.batch.time = self.tick.filter(|_| self.rule.time_is_tick).unwrap_or(now);
        self.open = true;
        self.left = self.workers;
        self.remaining = self.rule.limit;
        self.closing = false;
        self.alarm |= self.workers > 1;
    }

    /// When a batch is to be open at the latest, whatever the input.
    pub(super) fn due(&self) -> Option<Timestamp> {
        self.due
    }

    /// The next batch is to be open at `due` at the latest.
    pub(super) fn set_due(&mut self, due: Option<Timestamp>) {
        self.due = due;
    }

    /// Whether a batch is due at `now`.
    pub(super) fn is_due(&self, now: Timestamp) -> bool {
        self.due.is_some_and(|due| now >= due)
    }

    /// The sources of `worker` have ended.
    pub(super) fn worker_ended(&mut self, worker: usize) {
        if !std::mem::replace(&mut self.ended[worker], true) {
            self.alarm = true;
        }
    }

    /// Gives back what was claimed and not used.
    pub(super) fn settle(&mut self, claim: Claim) {
        let given_back = claim.claimed.saturating_sub(claim.used);
        self.remaining = self.remaining.saturating_add(given_back);
        self.outstanding = self.outstanding.saturating_sub(claim.claimed);
        self.taken += claim.used;
        self.alarm |= self.workers > 1 && given_back > 0 && given_back == self.remaining;
        if self.rule.limit_closes && self.remaining == 0 && self.outstanding == 0 {
            self.close();
        }
    }

    fn close(&mut self) {
        if !std::mem::replace(&mut self.closing, true) {
            self.alarm |= self.workers > 1;
        }
    }

    /// What `worker` does next in the open batch, its last claim being settled.
    pub(super) fn next(&mut self, worker: usize, now: Timestamp, polled: Polled) -> Next {
        if self.failed {
            return Next::Failed;
        }
        if polled.all_ended {
            self.worker_ended(worker);
        }
        let by_clock = self.tick.is_some();
        let reached = self.tick.is_some_and(|tick| self.rule.reached(tick, now)) || self.is_due(now);
        let until = self.tick.or(self.due);
        if self.stopping && polled.ready {
            // What a source has taken in is computed, over the limit if need be.
            self.outstanding += CHUNK as u64;
            return Next::Take(CHUNK);
        }
        if self.closing || self.stopping || reached || polled.all_ended || polled.all_done && !by_clock {
            return Next::Close;
        }
        if polled.ready {
            return if polled.held { Next::Wait(until) } else { self.claim(until) };
        }
        if self.rule.idle_closes && (!by_clock || self.taken > 0) {
            if by_clock {
                self.close();
            }
            return Next::Close;
        }
        Next::Wait(until)
    }

    /// Takes records; if the batch takes no more, waits until `until`.
    fn claim(&mut self, until: Option<Timestamp>) -> Next {
        if self.remaining == 0 {
            return Next::Wait(until);
        }
        let claimed = self.remaining.min(CHUNK as u64);
        self.remaining -= claimed;
        self.outstanding += claimed;
        Next::Take(claimed as usize)
    }

    /// A worker has ended the batch, with `out` records handed to sinks, and asks for the next one at `due` at the latest; the
    /// last worker gets what is known of the batch.
    pub(super) fn end(&mut self, out: u64, due: Option<Timestamp>) -> Option<Ended> {
        self.out += out;
        self.asked = sooner(self.asked, due);
        self.left = self.left.saturating_sub(1);
        if self.left > 0 {
            return None;
        }
        let ended = Ended { batch: self.batch, opened_at: self.opened_at, taken: self.taken, out: self.out };
        self.open = false;
        self.due = self.asked.take().filter(|_| self.rule.opens_when_due());
        self.taken = 0;
        self.out = 0;
        self.batch.number += 1;
        self.batch.epoch += 1;
        self.alarm |= self.workers > 1;
        Some(ended)
    }
}

/// The earlier of two instants, where there are any.
pub(super) fn sooner(one: Option<Timestamp>, other: Option<Timestamp>) -> Option<Timestamp> {
    one.into_iter().chain(other).min()
}
