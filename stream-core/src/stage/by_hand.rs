//! A worker that its program drives by hand is alone and has nobody to stop it: it runs its batches without the protocol
//! by which several workers agree on theirs.

use std::sync::Arc;
use std::task::{Context, Poll, ready};

use super::Worker;
use super::control::Ended;
use super::opened::Sources;
use crate::error::Error;
use crate::record::Batch;
use crate::source::CHUNK;

impl Worker {
    /// Whether this worker is driven by hand.
    pub(super) fn is_by_hand(&self) -> bool {
        self.shared.setup.by_hand
    }

    /// As [`Worker::begin`]: a batch opens when a source has records for it, or says that it is over.
    pub(super) fn poll_begin_by_hand(
        &mut self,
        cx: &mut Context<'_>,
        sources: &mut dyn Sources,
    ) -> Poll<Result<bool, Error>> {
        let clock = Arc::clone(&self.shared.setup.clock);
        if !self.told {
            self.tell(sources, Batch { time: clock.now(), ..self.batch });
        }
        let polled = self.poll_sources(cx, sources)?.1;
        let now = clock.now();
        if polled.all_ended {
            if self.plan().lasting.is_empty() || std::mem::replace(&mut self.batch.last, true) {
                return Poll::Ready(Ok(false));
            }
        } else if !polled.ready && !polled.any_done {
            let Some(due) = self.shared.due() else { return Poll::Pending };
            if now < due {
                // A clock that is moved by hand tells when it is time; where nobody tells, whoever polls next finds out.
                clock.wake_at(due, cx.waker());
                return Poll::Pending;
            }
            self.by_due = true;
        }
        self.batch.time = now;
        self.processing = self.processing.max(now);
        Poll::Ready(Ok(true))
    }

    /// As [`Worker::fill`]: the batch takes no more when every source says so.
    pub(super) fn poll_fill_by_hand(
        &mut self,
        cx: &mut Context<'_>,
        sources: &mut dyn Sources,
    ) -> Poll<Result<Option<usize>, Error>> {
        if let Some((index, _)) = self.claim.take() {
            self.taken += sources.get(index).map_or(0, |source| source.used());
        }
        if std::mem::take(&mut self.by_due) {
            return Poll::Ready(Ok(None));
        }
        let (index, polled) = self.poll_sources(cx, sources)?;
        if polled.ready {
            ready!(self.poll_letters(cx));
            self.take(sources, index, CHUNK);
            return Poll::Ready(Ok(Some(index)));
        }
        if polled.all_done { Poll::Ready(Ok(None)) } else { Poll::Pending }
    }

    /// Waits for the reader of the dead letters.
    fn poll_letters(&self, cx: &Context<'_>) -> Poll<()> {
        if self.shared.letters_full(cx) { Poll::Pending } else { Poll::Ready(()) }
    }

    /// The batch is complete, with `out` records handed to sinks.
    pub(super) fn end_by_hand(&mut self, out: u64) {
        let taken = std::mem::take(&mut self.taken);
        let batch = self.batch;
        if !self.plan().lasting.is_empty() {
            self.shared.ask_by_hand(self.due.take());
        }
        self.shared.report(Ended { batch, opened_at: batch.time, taken, out }, &self.status);
        self.status.clear();
        self.batch.number += 1;
        self.batch.epoch += 1;
    }
}
