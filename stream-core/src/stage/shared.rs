//! What all workers of a pipeline hold in common: the state machine behind a lock, the clock, and
//! where reports go.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Waker};
use std::time::Duration;

use super::control::{Control, Ended};
use super::on_error::Policy;
use super::progress::Subscribers;
use super::status::Status;
use super::{OnError, Plan, Progress, Rule};
use crate::error::{Error, ErrorKind};
use crate::record::{Operator, Rejected};
use crate::source::Reports;
use crate::time::{Clock, Timestamp};

/// A wait that ends by itself.
pub(crate) type Sleep = Pin<Box<dyn Future<Output = ()> + Send + Sync>>;

/// How a worker waits for a point in time.
pub(crate) trait Timer: Send + Sync {
    /// A wait of about `duration`.
    fn sleep(&self, duration: Duration) -> Sleep;
}

/// What a pipeline is started with.
pub(crate) struct Setup {
    pub(crate) name: String,
    pub(crate) plan: Plan,
    pub(crate) rule: Rule,
    pub(crate) workers: usize,
    pub(crate) on_error: OnError,
    pub(crate) clock: Arc<dyn Clock>,
    /// One worker, which the program drives by hand.
    pub(crate) by_hand: bool,
    /// `None` where the rule has no ticks.
    pub(crate) timer: Option<Arc<dyn Timer>>,
    /// Notices go to stderr where no `tracing` subscriber is set.
    pub(crate) notices_to_stderr: bool,
    /// Who is told of each batch.
    pub(crate) subscribers: Subscribers,
}

/// What the workers of a pipeline share.
pub(crate) struct Shared {
    pub(super) setup: Setup,
    state: Mutex<(Control, Vec<Waiter>)>,
    rejected: AtomicU64,
    /// Where a test has moved the watermarks to; the least `i64` if it has not.
    watermark: AtomicI64,
    /// Sources are not to be asked any more; set before [`Control::stop`].
    pub(super) stopping: AtomicBool,
}

struct Waiter {
    id: usize,
    waker: Waker,
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").field("name", &self.setup.name).finish_non_exhaustive()
    }
}

impl Shared {
    pub(crate) fn new(setup: Setup) -> Arc<Self> {
        let control = Control::new(setup.rule.clone(), setup.workers, !setup.plan.lasting.is_empty());
        Arc::new(Shared {
            setup,
            state: Mutex::new((control, Vec::new())),
            rejected: AtomicU64::new(0),
            watermark: AtomicI64::new(i64::MIN),
            stopping: AtomicBool::new(false),
        })
    }

    /// Calls `change` under the lock, then wakes all who wait if it raised the alarm.
    pub(super) fn with<R>(&self, change: impl FnOnce(&mut Control) -> R) -> R {
        self.change(None, |control| (change(control), false)).0
    }

    /// As [`Shared::with`]; if `change` says that waiter `id` has to wait, its waker is kept, under
    /// the same lock, so that no change is missed.
    pub(super) fn wait<R>(
        &self,
        id: usize,
        cx: &Context<'_>,
        change: impl FnOnce(&mut Control) -> (R, bool),
    ) -> R {
        self.change(Some((id, cx.waker())), change).0
    }

    /// What `change` gives, and whether somebody was woken.
    fn change<R>(
        &self,
        waiter: Option<(usize, &Waker)>,
        change: impl FnOnce(&mut Control) -> (R, bool),
    ) -> (R, bool) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let (control, waiters) = &mut *state;
        if let Some((id, _)) = waiter {
            // Who is at work does not wait, and need not be woken by what it does itself.
            waiters.retain(|waiter| waiter.id != id);
        }
        let (result, waits) = change(control);
        let alarmed = std::mem::take(&mut control.alarm);
        // With one worker nobody else waits: the list keeps its room.
        let woken = if alarmed && !waiters.is_empty() { std::mem::take(waiters) } else { Vec::new() };
        if let (true, Some((id, waker))) = (waits, waiter) {
            waiters.push(Waiter { id, waker: waker.clone() });
        }
        drop(state);
        let wakes = !woken.is_empty();
        for waiter in woken {
            waiter.waker.wake();
        }
        (result, wakes)
    }

    /// Whether sources are not to be asked any more.
    pub(super) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }

    /// The pipeline has ended, whatever way: nothing more is reported.
    pub(crate) fn close(&self) {
        self.with(|control| control.alarm = true);
        if let Policy::Send(letters) = &self.setup.on_error.0 {
            letters.close();
        }
        self.setup.subscribers.close();
    }

    /// The operators, for errors.
    pub(crate) fn plan(&self) -> &Plan {
        &self.setup.plan
    }

    /// Whether the reader of the dead letters has fallen behind; then `cx` is woken when it reads.
    pub(super) fn letters_full(&self, cx: &Context<'_>) -> bool {
        match &self.setup.on_error.0 {
            Policy::Send(letters) => letters.is_full(cx),
            _ => false,
        }
    }

    /// A worker has ended the batch, with `out` records handed to sinks, and asks for the next one at `due` at the latest; the
    /// last worker reports the batch. Gives whether others were woken.
    pub(super) fn end(&self, out: u64, due: Option<Timestamp>, status: &mut Status) -> bool {
        let (ended, wakes) = self.change(None, |control| {
            control.status.add(status);
            let ended = control.end(out, due).map(|ended| {
                // Under the lock no worker is in the next batch.
                let status = self.is_watched().then(|| control.status.clone());
                control.status.clear();
                (ended, self.rejected.swap(0, Ordering::Relaxed), status)
            });
            (ended, false)
        });
        if let Some((ended, rejected, Some(status))) = ended {
            self.publish(ended, rejected, &status);
        }
        wakes
    }

    /// Whether anybody reads reports.
    fn is_watched(&self) -> bool {
        !self.setup.subscribers.is_empty() || tracing::enabled!(tracing::Level::DEBUG)
    }

    /// When the next batch is to be open at the latest, whatever the input.
    pub(crate) fn due(&self) -> Option<Timestamp> {
        self.with(|control| control.due())
    }

    /// A worker that is alone asks for the next batch at `due` at the latest.
    pub(super) fn ask_by_hand(&self, due: Option<Timestamp>) {
        self.with(|control| control.set_due(due));
    }

    /// Moves the watermarks of event time to `at`, from the end of the next batch on.
    #[cfg(feature = "test-util")]
    pub(crate) fn move_watermark(&self, at: Timestamp) {
        self.watermark.store(at.as_nanos(), Ordering::Relaxed);
    }

    /// Where a test has moved the watermarks to.
    pub(super) fn moved_watermark(&self) -> Timestamp {
        Timestamp::from_nanos(self.watermark.load(Ordering::Relaxed))
    }

    /// Reports a batch of a worker that is alone.
    pub(super) fn report(&self, ended: Ended, status: &Status) {
        let rejected = self.rejected.swap(0, Ordering::Relaxed);
        if self.is_watched() {
            self.publish(ended, rejected, status);
        }
    }

    fn publish(&self, ended: Ended, rejected: u64, status: &Status) {
        let now = self.setup.clock.now();
        let mut report = Progress::new(ended.batch);
        report.records_in = ended.taken;
        report.records_out = ended.out;
        report.rejected = rejected;
        report.duration = now.since(ended.opened_at);
        report.behind = now.since(ended.batch.time);
        status.tell(&self.setup.plan, now, &mut report);
        tracing::debug!(
            pipeline = self.setup.name,
            batch = report.batch.number,
            records_in = report.records_in,
            records_out = report.records_out,
            rejected = report.rejected,
            duration = ?report.duration,
            behind = ?report.behind,
            late = report.late,
            watermark = ?report.watermark,
            "batch ended"
        );
        self.setup.subscribers.publish(&report);
    }

    fn warn(&self, operator: Operator, text: fmt::Arguments<'_>) {
        if self.setup.notices_to_stderr && !tracing::dispatcher::has_been_set() {
            eprintln!("{}: {operator}: {text}", self.setup.name);
        } else {
            tracing::warn!(pipeline = self.setup.name, %operator, "{text}");
        }
    }

    /// Hands `rejected` to the dead letters, where there are any.
    fn bury(&self, rejected: Rejected) -> Result<(), Rejected> {
        self.rejected.fetch_add(1, Ordering::Relaxed);
        match &self.setup.on_error.0 {
            Policy::Fail => return Err(rejected),
            Policy::Skip => {}
            Policy::Call(call) => call(rejected),
            Policy::Send(letters) => letters.push(rejected),
        }
        Ok(())
    }
}

impl Reports for Shared {
    fn reject(&self, rejected: Rejected) -> Result<(), Error> {
        self.bury(rejected).map_err(|rejected| {
            Error::new(ErrorKind::Record, format!("a record is refused: {}", rejected.reason))
                .at(rejected.operator)
                .at_place(rejected.place)
        })
    }

    fn poison(&self, rejected: Rejected) {
        let (operator, reason) = (rejected.operator, rejected.reason.clone());
        let place = rejected.place.as_ref().map(|place| format!(", at {place}")).unwrap_or_default();
        let _ = self.bury(rejected);
        self.warn(operator, format_args!("a record is skipped: {reason}{place}"));
    }

    fn notice(&self, operator: Operator, text: &str) {
        self.warn(operator, format_args!("{text}"));
    }
}
