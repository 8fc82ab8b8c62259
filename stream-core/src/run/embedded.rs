//! A pipeline inside a program that has no runtime for it: the program feeds records in and drains
//! results out, and the pipeline runs meanwhile, on the caller's thread.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Wake, Waker};
use std::vec::Drain;

mod moved;

pub(super) use moved::Moved;

use super::driven::Driven;
use crate::error::{Error, ErrorKind};
use crate::sink::Drainer;
use crate::source::{CHUNK, Feeder, Until};
use crate::stage::Shared;
use crate::time::Timestamp;

/// The future of an embedded pipeline, which may borrow from its program.
type Program<'a> = dyn Future<Output = Result<(), Error>> + 'a;

/// A pipeline between `input::<T>()` and `.output::<U>()` that its program drives by hand.
///
/// A batch is what is fed between two drains. Records wait for [`drain`](Embedded::drain) or until
/// there are [`CHUNK`] of them, whichever is first; results wait for `drain`.
/// Once its buffers have grown, the pipeline allocates nothing for a record.
///
/// What fed records borrow from has to outlive it: declare it before.
///
/// Dropping it ends the pipeline at once: what was fed since the last drain is not seen to its end.
pub struct Embedded<'a, T, U> {
    /// Fed, and not handed over; has room for [`CHUNK`] as long as the pipeline takes more.
    fed: Vec<T>,
    drained: Vec<U>,
    feeder: Feeder<T>,
    drainer: Drainer<U>,
    pipeline: Driven<Program<'a>>,
    clock: Arc<Moved>,
    shared: Arc<Shared>,
    /// The pipeline has taken records of a batch that has not ended.
    open: bool,
    woken: Arc<Woken>,
    waker: Waker,
}

/// Remembers that the pipeline asked to be polled again.
#[derive(Debug, Default)]
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.0.store(true, Ordering::Release);
    }
}

impl<T, U> fmt::Debug for Embedded<'_, T, U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut embedded = f.debug_struct("Embedded");
        embedded.field("fed", &self.fed.len()).field("pipeline", &self.pipeline).finish_non_exhaustive()
    }
}

impl<'a, T, U> Embedded<'a, T, U> {
    /// The pipeline that `program` is, between the ends `feeder` and `drainer`.
    ///
    /// # Errors
    /// It does not start.
    pub(super) fn start(
        program: Pin<Box<Program<'a>>>,
        (feeder, drainer): (Feeder<T>, Drainer<U>),
        (clock, shared): (Arc<Moved>, Arc<Shared>),
    ) -> Result<Self, Error> {
        let woken = Arc::new(Woken::default());
        let waker = Waker::from(Arc::clone(&woken));
        let pipeline = Driven::new(program);
        let (fed, drained, open) = (Vec::with_capacity(CHUNK), Vec::new(), false);
        let mut embedded =
            Embedded { fed, drained, feeder, drainer, pipeline, clock, shared, open, woken, waker };
        embedded.poll();
        embedded.pipeline.failure()?;
        Ok(embedded)
    }

    /// Feeds one record. When a chunk of them waits, the pipeline runs first.
    ///
    /// # Errors
    /// The pipeline has failed, now or before; the record is dropped.
    #[inline]
    pub fn feed(&mut self, record: T) -> Result<(), Error> {
        if self.fed.len() == self.fed.capacity() {
            self.make_room()?;
        }
        self.fed.push(record);
        Ok(())
    }

    /// Ends the batch and returns its results, in order. A batch may be empty.
    ///
    /// # Errors
    /// The pipeline has failed, now or before; there are no results of the batch in which it did.
    pub fn drain(&mut self) -> Result<Drain<'_, U>, Error> {
        self.run(Until::EndOfBatch)?;
        self.results()
    }

    /// Moves processing time to `now` and returns what comes out of it: what was fed until now is a batch at the time before, as
    /// by [`drain`](Embedded::drain), and if something is due at `now` a batch without records follows. So windows close and
    /// timers fire without input.
    ///
    /// From the first call on the pipeline's clock is what it is given here, and stands still in between. Where `now` is earlier
    /// than before, processing time waits until it has come up again.
    ///
    /// # Errors
    /// As [`drain`](Embedded::drain).
    pub fn advance(&mut self, now: Timestamp) -> Result<Drain<'_, U>, Error> {
        if self.open || !self.fed.is_empty() {
            self.run(Until::EndOfBatch)?;
        }
        self.clock.set(now);
        if self.shared.due().is_some_and(|due| due <= now) {
            self.run(Until::EndOfBatch)?;
        }
        self.results()
    }

    fn results(&mut self) -> Result<Drain<'_, U>, Error> {
        self.pipeline.takes_more()?;
        self.drained.clear();
        self.drainer.swap(&mut self.drained);
        Ok(self.drained.drain(..))
    }

    /// Ends the input, lets the pipeline finish and returns the results of its last batches: what was fed since the last drain,
    /// and then, where operators keep state from batch to batch, what has waited for the end of the input. All windows fire.
    ///
    /// # Errors
    /// The pipeline has failed, now or before; or it does not end with its input, for it waits for
    /// something else.
    pub fn finish(mut self) -> Result<Vec<U>, Error> {
        self.run(Until::End)?;
        if !self.pipeline.has_ended() {
            let hint = "`start` it, or read it as a stream";
            let fact = "the pipeline waits for something else than its input";
            return Err(Error::new(ErrorKind::Aborted, format!("{fact}; {hint}")));
        }
        self.drained.clear();
        self.drainer.swap(&mut self.drained);
        Ok(self.drained)
    }

    /// Makes room for the next record: has the pipeline take the chunk, if it is a full one.
    #[cold]
    #[inline(never)]
    fn make_room(&mut self) -> Result<(), Error> {
        if self.fed.len() >= CHUNK {
            self.run(Until::More)?;
        }
        self.pipeline.takes_more()?;
        self.fed.reserve_exact(CHUNK.saturating_sub(self.fed.len()));
        Ok(())
    }

    /// Hands over what was fed and lets the pipeline run until it waits or has ended.
    fn run(&mut self, until: Until) -> Result<(), Error> {
        self.open = until == Until::More;
        self.feeder.hand_over(&mut self.fed, until);
        self.poll();
        if self.pipeline.has_ended() {
            // Without room, the next record asks how it ended.
            self.fed = Vec::new();
        }
        self.pipeline.failure()
    }

    fn poll(&mut self) {
        let mut cx = Context::from_waker(&self.waker);
        loop {
            self.woken.0.store(false, Ordering::Relaxed);
            let ended = self.pipeline.poll(&mut cx).is_ready();
            if ended || !self.woken.0.load(Ordering::Acquire) {
                return;
            }
        }
    }
}

impl<T, U> Embedded<'_, T, U> {
    /// What the pipeline shares with whoever drives it.
    #[cfg(feature = "test-util")]
    pub(crate) fn shared(&self) -> &Shared {
        &self.shared
    }
}

#[cfg(test)]
mod tests;
