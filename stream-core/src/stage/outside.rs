//! What whoever started a pipeline asks of it from outside its workers.

use std::sync::atomic::Ordering;
use std::task::{Context, Poll};

use super::control::Control;
use super::{ProgressReports, Shared};

/// Those who wait and are no workers.
const FOR_OPENED: usize = usize::MAX;
const FOR_FAILED: usize = usize::MAX - 1;

impl Shared {
    /// The open batch takes what the sources have taken in and is completed, then the pipeline ends.
    pub(crate) fn stop(&self) {
        self.stopping.store(true, Ordering::Release);
        self.with(Control::stop);
    }

    /// As [`Shared::stop`], and all input is taken to have ended: the last batch follows.
    pub(crate) fn finish(&self) {
        self.stopping.store(true, Ordering::Release);
        self.with(Control::finish);
    }

    /// Every worker gives up as soon as it looks.
    pub(crate) fn fail(&self) {
        self.with(Control::fail);
    }

    /// The progress of the batches from now on.
    pub(crate) fn subscribe(&self) -> ProgressReports {
        self.setup.subscribers.subscribe()
    }

    /// How many workers there are.
    pub(crate) fn workers(&self) -> usize {
        self.setup.workers
    }

    /// Waits until all workers have opened their sources; for ever, if one fails to.
    pub(crate) fn poll_opened(&self, cx: &Context<'_>) -> Poll<()> {
        self.poll_outside(FOR_OPENED, cx, |control| control.were_opened())
    }

    /// Whether all workers have opened their sources, at some time.
    pub(crate) fn were_opened(&self) -> bool {
        self.with(|control| control.were_opened())
    }

    /// Waits until the pipeline has failed or is aborted.
    pub(crate) fn poll_failed(&self, cx: &Context<'_>) -> Poll<()> {
        self.poll_outside(FOR_FAILED, cx, |control| control.has_failed())
    }

    fn poll_outside(
        &self,
        id: usize,
        cx: &Context<'_>,
        ready: impl FnOnce(&mut Control) -> bool,
    ) -> Poll<()> {
        let ready = self.wait(id, cx, |control| {
            let ready = ready(control);
            (ready, !ready)
        });
        if ready { Poll::Ready(()) } else { Poll::Pending }
    }
}
