//! A worker that its program drives by hand is alone and has nobody to stop it: it runs its batches without the protocol
//! by which several workers agree on theirs.

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
        if !self.told {
            self.tell(sources, Batch { time: self.shared.setup.clock.now(), ..self.batch });
        }
        let polled = self.poll_sources(cx, sources)?.1;
        if !polled.ready && !polled.any_done {
            return if polled.all_ended { Poll::Ready(Ok(false)) } else { Poll::Pending };
        }
        self.batch.time = self.shared.setup.clock.now();
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
        self.shared.report(Ended { batch, opened_at: batch.time, taken, out });
        self.batch.number += 1;
        self.batch.epoch += 1;
    }
}
