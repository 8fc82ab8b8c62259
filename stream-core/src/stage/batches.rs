//! A worker's part in the protocol of batches: it waits for one, reads its sources into it, ends it.
//!
//! What is generic here is compiled anew in every program, for every pipeline: it does no more than
//! call what is not.

use std::future::poll_fn;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use super::Worker;
use super::control::{Claim, Join, Next, Polled};
use super::opened::Sources;
use super::worker::given_up;
use crate::error::Error;
use crate::record::Batch;
use crate::source::Ready;
use crate::time::Timestamp;

/// Chunks and batches after which a worker lets other tasks of the executor run.
const TURN: u32 = 32;

/// How long a worker that waits for a tick sleeps at most before it looks at the clock again, which
/// may have been set, or have gone on while the machine slept.
const LOOK: Duration = Duration::from_secs(1);

impl Worker {
    /// Waits for the next batch. `false`: there is none.
    ///
    /// # Errors
    /// A source cannot go on, or another worker has failed.
    pub async fn begin<S: Sources>(&mut self, sources: &mut S) -> Result<bool, Error> {
        self.told = false;
        poll_fn(|cx| self.poll_begin(cx, sources)).await
    }

    fn poll_begin(&mut self, cx: &mut Context<'_>, sources: &mut dyn Sources) -> Poll<Result<bool, Error>> {
        if self.is_by_hand() {
            return self.poll_begin_by_hand(cx, sources);
        }
        let number = self.batch.number;
        loop {
            let join = self.shared.wait(self.index, cx, |control| {
                let join = control.join(number);
                (join, join == Join::Wait)
            });
            match join {
                Join::Joined(batch) => {
                    self.sleep = None;
                    self.tell(sources, batch);
                    self.processing = self.processing.max(batch.time);
                    return Poll::Ready(Ok(true));
                }
                Join::Last => {
                    let now = self.shared.setup.clock.now();
                    self.shared.with(|control| control.open(number, now));
                }
                Join::Over => return Poll::Ready(Ok(false)),
                Join::Failed => return Poll::Ready(Err(given_up())),
                Join::Wait => return Poll::Pending,
                Join::Decide => ready!(self.poll_decide(cx, sources))?,
            }
        }
    }

    /// Opens the batch, or says that there is nothing more for one; waits for input to do so.
    fn poll_decide(&mut self, cx: &mut Context<'_>, sources: &mut dyn Sources) -> Poll<Result<(), Error>> {
        let (now, number) = (self.shared.setup.clock.now(), self.batch.number);
        if self.shared.setup.rule.opens_at_once(number) {
            self.shared.with(|control| control.open(number, now));
            return Poll::Ready(Ok(()));
        }
        self.tell(sources, Batch { number, epoch: number, time: now, last: false });
        let polled = self.poll_sources(cx, sources)?.1;
        let (waits, due) = self.shared.wait(self.index, cx, |control| {
            if polled.all_ended {
                control.worker_ended(self.index);
            }
            if polled.ready || polled.any_done || control.is_due(now) {
                control.open(number, now);
            }
            // Whatever has changed meanwhile is seen by `join`, under the same lock.
            let waits = control.join(number) == Join::Decide;
            ((waits, control.due()), waits)
        });
        match (waits, due) {
            (false, _) => Poll::Ready(Ok(())),
            (true, None) => Poll::Pending,
            (true, Some(due)) => self.poll_sleep(cx, due).map(Ok),
        }
    }

    /// The sources are told of a batch once, as soon as anything is known of it.
    pub(super) fn tell(&mut self, sources: &mut dyn Sources, batch: Batch) {
        self.batch = batch;
        // The last batch takes no records.
        if !batch.last && !std::mem::replace(&mut self.told, true) {
            for index in 0..sources.count() {
                sources.get(index).into_iter().for_each(|source| source.begin(&batch));
            }
        }
    }

    /// Asks the sources in turn until one has records.
    pub(super) fn poll_sources(
        &mut self,
        cx: &mut Context<'_>,
        sources: &mut dyn Sources,
    ) -> Result<(usize, Polled), Error> {
        let mut polled = Polled { all_ended: true, all_done: true, ..Polled::default() };
        for step in 0..sources.count() {
            let index = (self.first + step) % sources.count();
            let Some(source) = sources.get(index) else { continue };
            match source.poll(cx)? {
                Poll::Ready(Ready::Records) => {
                    polled = Polled { ready: true, all_ended: false, all_done: false, ..polled };
                    return Ok((index, polled));
                }
                Poll::Ready(Ready::End) => {}
                Poll::Ready(Ready::EndOfBatch) => {
                    polled.any_done = true;
                    polled.all_ended = false;
                }
                Poll::Pending if self.shared.setup.rule.available_now && !source.expects_more() => {
                    source.end()
                }
                Poll::Pending => {
                    polled.all_ended = false;
                    polled.all_done = false;
                }
            }
        }
        Ok((0, polled))
    }

    /// Waits until a source has records for the batch and says which, in order; `None`: the batch
    /// takes no more on this worker.
    ///
    /// # Errors
    /// A source cannot go on, or another worker has failed.
    pub async fn fill<S: Sources>(&mut self, sources: &mut S) -> Result<Option<usize>, Error> {
        let (mut claim, mut yields) = self.settled(sources);
        poll_fn(|cx| self.poll_fill(cx, sources, &mut claim, &mut yields)).await
    }

    /// What was used of the last claim, and whether other tasks are to run first.
    fn settled(&mut self, sources: &mut dyn Sources) -> (Claim, bool) {
        if self.is_by_hand() {
            return (Claim::default(), false);
        }
        let settle = |(index, claimed)| {
            let used = sources.get(index).map_or(0, |source| source.used());
            Claim { claimed, used }
        };
        (self.claim.take().map(settle).unwrap_or_default(), self.take_turn())
    }

    /// Whether it is time to let other tasks run.
    fn take_turn(&mut self) -> bool {
        self.turn = (self.turn + 1) % TURN;
        self.turn == 0
    }

    fn poll_fill(
        &mut self,
        cx: &mut Context<'_>,
        sources: &mut dyn Sources,
        claim: &mut Claim,
        yields: &mut bool,
    ) -> Poll<Result<Option<usize>, Error>> {
        if self.batch.last {
            return Poll::Ready(Ok(None));
        }
        if self.is_by_hand() {
            return self.poll_fill_by_hand(cx, sources);
        }
        ready!(poll_turn(cx, yields));
        loop {
            let stopping = self.shared.is_stopping();
            let (index, mut polled) =
                if stopping { taken_in(sources) } else { self.poll_sources(cx, sources)? };
            polled.held = polled.ready && self.shared.letters_full(cx);
            let now = self.now_for_ticks();
            let settled = std::mem::take(claim);
            let next = self.shared.wait(self.index, cx, |control| {
                control.settle(settled);
                let next = control.next(self.index, now, polled);
                (next, matches!(next, Next::Wait(_)))
            });
            match next {
                Next::Take(claimed) => {
                    self.take(sources, index, claimed);
                    return Poll::Ready(Ok(Some(index)));
                }
                Next::Close => {
                    self.sleep = None;
                    return Poll::Ready(Ok(None));
                }
                Next::Failed => return Poll::Ready(Err(given_up())),
                Next::Wait(None) => return Poll::Pending,
                Next::Wait(Some(tick)) => ready!(self.poll_sleep(cx, tick)),
            }
        }
    }

    pub(super) fn take(&mut self, sources: &mut dyn Sources, index: usize, claimed: usize) {
        if let Some(source) = sources.get(index) {
            source.allow(claimed);
        }
        self.claim = Some((index, claimed as u64));
        self.first = (index + 1) % sources.count();
    }

    /// The clock is read only where a batch closes by it.
    fn now_for_ticks(&self) -> Timestamp {
        let setup = &self.shared.setup;
        let by_clock = !setup.rule.ticks.is_empty() || !setup.plan.lasting.is_empty();
        if by_clock { setup.clock.now() } else { self.batch.time }
    }

    /// Waits for `tick` on the clock, or less.
    fn poll_sleep(&mut self, cx: &mut Context<'_>, tick: Timestamp) -> Poll<()> {
        let setup = &self.shared.setup;
        if setup.clock.wake_at(tick, cx.waker()) {
            return Poll::Pending;
        }
        let Some(timer) = &setup.timer else { return Poll::Pending };
        let wait = || timer.sleep(tick.since(setup.clock.now()).min(LOOK));
        ready!(self.sleep.get_or_insert_with(wait).as_mut().poll(cx));
        self.sleep = None;
        Poll::Ready(())
    }

    /// The batch is complete on this worker; the last worker to say so reports it.
    ///
    /// # Errors
    /// Another worker has failed.
    pub async fn end(&mut self) -> Result<(), Error> {
        let mut yields = self.ended();
        poll_fn(|cx| poll_turn(cx, &mut yields)).await;
        Ok(())
    }

    /// Ends the batch; whether it is time to let other tasks run.
    fn ended(&mut self) -> bool {
        let out = std::mem::take(&mut self.out);
        if self.is_by_hand() {
            self.end_by_hand(out);
            return false;
        }
        let due = self.due.take();
        // An executor may keep who is woken for this thread until this worker waits.
        let wakes = self.shared.end(out, due, &mut self.status);
        self.batch.number += 1;
        self.take_turn() | wakes
    }
}

/// Which source has taken records in that it has not lent, without asking any for more.
fn taken_in(sources: &mut dyn Sources) -> (usize, Polled) {
    let count = sources.count();
    let has = |index: &usize| sources.get(*index).is_some_and(|source| source.has_taken_in());
    let index = (0..count).find(has);
    (index.unwrap_or(0), Polled { ready: index.is_some(), ..Polled::default() })
}

/// Lets other tasks of the executor run once, if `yields`.
fn poll_turn(cx: &Context<'_>, yields: &mut bool) -> Poll<()> {
    if !std::mem::take(yields) {
        return Poll::Ready(());
    }
    cx.waker().wake_by_ref();
    Poll::Pending
}
