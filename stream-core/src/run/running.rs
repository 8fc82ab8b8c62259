//! A pipeline that runs.

use std::future::{Future, poll_fn, ready};
use std::sync::Arc;

use tokio::task::{JoinHandle, JoinSet};

use super::guard::{CloseAtEnd, guarded};
use super::program::BoxedFuture;
use crate::error::{Error, ErrorKind};
use crate::stage::{Plan, ProgressReports, Shared};

/// A pipeline that runs. All ways to end it consume it: what has been stopped cannot be stopped or
/// started again, and nothing can be changed while it runs.
///
/// Dropping it stops the pipeline as [`stop`](Running::stop) does, without waiting for it.
#[must_use = "a pipeline stops when its `Running` is dropped: keep it, or `.await_termination().await`"]
#[derive(Debug)]
pub struct Running {
    shared: Arc<Shared>,
    supervisor: JoinHandle<Result<(), Error>>,
}

impl Running {
    /// Spawns the workers; must be called within a tokio runtime.
    pub(super) fn spawn(shared: Arc<Shared>, workers: Vec<BoxedFuture>) -> Self {
        let supervisor = tokio::spawn(supervise(Arc::clone(&shared), workers));
        Running { shared, supervisor }
    }

    /// Waits until all sources are open.
    pub(super) async fn opened(mut self) -> Result<Self, Error> {
        tokio::select! {
            biased;
            () = poll_fn(|cx| self.shared.poll_opened(cx)) => Ok(self),
            ended = &mut self.supervisor => {
                let ended = joined(ended);
                if self.shared.were_opened() {
                    // On other threads it has been opened, and has run to its end, since it was asked.
                    self.supervisor = tokio::spawn(ready(ended));
                    return Ok(self);
                }
                ended?;
                Err(Error::new(ErrorKind::Start, "the pipeline ended before its sources were open"))
            }
        }
    }

    /// Closes the open batch at once, completes it, and ends the pipeline: what the sources have
    /// taken in is computed and handed to the sinks, also over `max_records_per_batch` by at most a
    /// chunk (1,024 records) for each source and worker.
    ///
    /// It takes as long as the sinks do: a full channel that is kept open and not read holds it up for good. [`abort`](Self::abort)
    /// does not wait for them.
    ///
    /// # Errors
    /// The pipeline's own error, if it has failed or fails while it completes the batch.
    ///
    /// # Cancel safety
    /// The stop is asked for when the future is first polled or dropped; the pipeline then ends by
    /// itself.
    pub async fn stop(mut self) -> Result<(), Error> {
        self.shared.stop();
        joined((&mut self.supervisor).await)
    }

    /// Treats now as the end of all input: the open batch closes and is completed as by [`stop`](Running::stop), all windows
    /// fire and whatever else waits for the end of input comes out in one more batch, and the pipeline ends.
    ///
    /// # Errors
    /// As [`stop`](Running::stop).
    ///
    /// # Cancel safety
    /// The end is asked for when the future is first polled; the pipeline then ends by itself. Dropped before, it stops the
    /// pipeline instead.
    pub async fn finish(mut self) -> Result<(), Error> {
        self.shared.finish();
        joined((&mut self.supervisor).await)
    }

    /// Ends the pipeline at once: the batch in hand is dropped, its sinks are not told. A closure
    /// that is running is waited for.
    ///
    /// # Errors
    /// The pipeline's own error, if it had failed before.
    ///
    /// # Cancel safety
    /// Once polled, the pipeline is aborted whether or not the future is awaited to its end; dropped
    /// before, it stops the pipeline instead.
    pub async fn abort(mut self) -> Result<(), Error> {
        self.shared.fail();
        match joined((&mut self.supervisor).await) {
            Err(error) if error.kind() == ErrorKind::Aborted => Ok(()),
            result => result,
        }
    }

    /// Waits until the pipeline ends by itself: its input has ended, or it fails.
    ///
    /// # Errors
    /// The pipeline's own error.
    ///
    /// # Cancel safety
    /// Dropping the future stops the pipeline, as dropping the `Running` does. To wait for the end
    /// or for something else, use [`ended`](Running::ended).
    pub async fn await_termination(mut self) -> Result<(), Error> {
        joined((&mut self.supervisor).await)
    }

    /// Waits until the pipeline has ended, in whatever way, and leaves the result to
    /// [`await_termination`](Running::await_termination). For a `select!` beside a signal.
    ///
    /// # Cancel safety
    /// Safe: dropping the future has no effect.
    pub async fn ended(&self) {
        let mut progress = self.shared.subscribe();
        while progress.next().await.is_some() {}
    }

    /// Subscribes to what each batch does, from the batch that ends next. Any number of
    /// subscriptions may be open; each is bounded.
    #[must_use]
    pub fn progress(&self) -> ProgressReports {
        self.shared.subscribe()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.shared.stop();
    }
}

/// A worker as tokio is to run it. Tokio's own budget would make its channels and sockets say that
/// nothing is there when there is, and a batch would end for it; workers let other tasks run by
/// themselves.
pub(super) fn worker_task<F>(plan: Plan, worker: F) -> impl Future<Output = Result<(), Error>>
where
    F: Future<Output = Result<(), Error>>,
{
    tokio::task::unconstrained(guarded(plan, worker))
}

/// Runs the workers as tasks. The first that fails takes the others with it, and its error is the
/// pipeline's; dropping the future aborts them all.
pub(super) async fn supervise(shared: Arc<Shared>, workers: Vec<BoxedFuture>) -> Result<(), Error> {
    let _close = CloseAtEnd(Arc::clone(&shared));
    let mut tasks = JoinSet::new();
    for worker in workers {
        tasks.spawn(worker_task(*shared.plan(), worker));
    }
    let mut result = Ok(());
    let mut going = true;
    loop {
        let ended = tokio::select! {
            biased;
            ended = tasks.join_next() => ended,
            () = poll_fn(|cx| shared.poll_failed(cx)), if going => {
                going = false;
                tasks.abort_all();
                continue;
            }
        };
        match ended {
            None => return result,
            Some(ended) if result.is_ok() => {
                result = joined(ended);
                if result.is_err() {
                    shared.fail();
                }
            }
            Some(_) => {}
        }
    }
}

fn joined(ended: Result<Result<(), Error>, tokio::task::JoinError>) -> Result<(), Error> {
    ended.unwrap_or_else(|error| {
        let aborted = Error::new(ErrorKind::Aborted, "the pipeline was ended before its input was");
        Err(aborted.caused_by(error))
    })
}
