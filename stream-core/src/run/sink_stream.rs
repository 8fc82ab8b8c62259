//! A pipeline as a `futures::Sink` of what goes in and a `futures::Stream` of what comes out, run by
//! whichever task writes or reads.

use std::collections::VecDeque;
use std::fmt;
use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker, ready};

use futures_core::Stream;
use futures_sink::Sink;

use super::driven::{Driven, takes_no_more};
use crate::error::Error;
use crate::sink::Drainer;
use crate::source::{CHUNK, Feeder, Until};

type Program = dyn Future<Output = Result<(), Error>> + Send;

/// A pipeline between `input::<T>()` and `.output::<U>()` that is written to and read from, on any
/// executor; split it (`futures::StreamExt::split`) to do both from different tasks.
///
/// A batch is what is sent between two flushes, as far as the pipeline keeps up: flushes that it has
/// not come to merge. Bounded both ways: at most two chunks of [`CHUNK`] records wait to be taken
/// in, then [`poll_ready`](Sink::poll_ready) waits; while [`CHUNK`] results wait to be read, the
/// pipeline takes in no more. So a task that only sends, with nobody reading, ends up waiting.
///
/// Closing the sink ends the input; the stream ends when all results are read. An error of the
/// pipeline comes out of both: once as the last item of the stream, and of every later call of the
/// sink. Dropping it ends the pipeline at once.
///
/// # Cancel safety
/// Every wait may be dropped: what was sent and not taken in, or not read, stays.
pub struct SinkStream<T, U> {
    /// Sent, and not handed over.
    fed: Vec<T>,
    /// Something was sent since the batch was ended last.
    unflushed: bool,
    closed: bool,
    /// Results that are next to be read.
    read: VecDeque<U>,
    /// The reader has been told of the failure.
    told: bool,
    feeder: Feeder<T>,
    drainer: Drainer<U>,
    pipeline: Driven<Program>,
    tasks: Arc<Tasks>,
    waker: Waker,
}

/// The tasks that wait; woken when the pipeline can go on.
#[derive(Default)]
struct Tasks {
    reader: Mutex<Option<Waker>>,
    writer: Mutex<Option<Waker>>,
}

fn wake(task: &Mutex<Option<Waker>>) {
    let waker = task.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(waker) = waker {
        waker.wake();
    }
}

fn wait(task: &Mutex<Option<Waker>>, cx: &Context<'_>) {
    *task.lock().unwrap_or_else(PoisonError::into_inner) = Some(cx.waker().clone());
}

impl Wake for Tasks {
    fn wake(self: Arc<Self>) {
        wake(&self.reader);
        wake(&self.writer);
    }
}

/// Nothing is pinned in place: the program is in a box.
impl<T, U> Unpin for SinkStream<T, U> {}

impl<T, U> fmt::Debug for SinkStream<T, U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut both = f.debug_struct("SinkStream");
        both.field("fed", &self.fed.len()).field("read", &self.read.len());
        both.field("pipeline", &self.pipeline).finish_non_exhaustive()
    }
}

impl<T, U> SinkStream<T, U> {
    /// The pipeline that `program` is, between the two ends.
    ///
    /// # Errors
    /// It does not start.
    pub(super) fn start(
        program: Pin<Box<Program>>,
        (feeder, drainer): (Feeder<T>, Drainer<U>),
    ) -> Result<Self, Error> {
        let (tasks, pipeline) = (Arc::new(Tasks::default()), Driven::new(program));
        let waker = Waker::from(Arc::clone(&tasks));
        let (fed, read) = (Vec::new(), VecDeque::new());
        let (unflushed, closed, told) = (false, false, false);
        let mut both =
            SinkStream { fed, unflushed, closed, read, told, feeder, drainer, pipeline, tasks, waker };
        both.poll();
        both.pipeline.failure()?;
        Ok(both)
    }

    fn poll(&mut self) {
        // The task that waits is told by what the pipeline leaves behind, not by its end.
        let _ = self.pipeline.poll(&mut Context::from_waker(&self.waker));
    }

    /// Lets the pipeline go on for the reader, who is woken when it can go on again.
    fn go_on_reading(&mut self, cx: &Context<'_>) {
        wait(&self.tasks.reader, cx);
        self.poll();
        if self.feeder.is_taken() || self.pipeline.has_ended() || self.drainer.holds_back() {
            wake(&self.tasks.writer);
        }
    }

    /// Lets the pipeline go on for the writer, who is woken when it can go on again.
    fn go_on_writing(&mut self, cx: &Context<'_>) {
        wait(&self.tasks.writer, cx);
        self.poll();
        if !self.drainer.is_empty() || self.pipeline.has_ended() {
            wake(&self.tasks.reader);
        }
    }

    /// Waits until the pipeline has taken what was handed over.
    fn poll_taken(&mut self, cx: &Context<'_>) -> Poll<Result<(), Error>> {
        if !self.feeder.is_taken() {
            self.go_on_writing(cx);
        }
        self.pipeline.failure()?;
        if self.feeder.is_taken() || self.pipeline.has_ended() { Poll::Ready(Ok(())) } else { Poll::Pending }
    }

    /// Hands over what was sent, as soon as there is room, and lets the pipeline run.
    fn poll_hand_over(&mut self, cx: &Context<'_>, until: Until) -> Poll<Result<(), Error>> {
        ready!(self.poll_taken(cx))?;
        self.feeder.hand_over(&mut self.fed, until);
        self.go_on_writing(cx);
        Poll::Ready(self.pipeline.failure())
    }

    /// Takes the results that wait, if there are any.
    fn refill(&mut self, cx: &Context<'_>) -> bool {
        let mut results = Vec::from(mem::take(&mut self.read));
        let held_back = self.drainer.swap(&mut results);
        self.read = VecDeque::from(results);
        if held_back {
            self.go_on_reading(cx);
        }
        !self.read.is_empty()
    }
}

impl<T, U> Stream for SinkStream<T, U> {
    type Item = Result<U, Error>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(result) = self.read.pop_front() {
                return Poll::Ready(Some(Ok(result)));
            }
            if self.refill(cx) {
                continue;
            }
            if self.pipeline.has_ended() {
                let failure = self.pipeline.failure().err().filter(|_| !self.told);
                self.told = true;
                return Poll::Ready(failure.map(Err));
            }
            self.go_on_reading(cx);
            if self.drainer.is_empty() && !self.pipeline.has_ended() {
                return Poll::Pending;
            }
        }
    }
}

impl<T, U> Sink<T> for SinkStream<T, U> {
    type Error = Error;

    fn poll_ready(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.pipeline.takes_more()?;
        if self.fed.len() < CHUNK {
            return Poll::Ready(Ok(()));
        }
        self.poll_hand_over(cx, Until::More)
    }

    fn start_send(mut self: Pin<&mut Self>, record: T) -> Result<(), Error> {
        if self.closed {
            return Err(takes_no_more());
        }
        self.fed.push(record);
        self.unflushed = true;
        Ok(())
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        if self.unflushed {
            ready!(self.poll_hand_over(cx, Until::EndOfBatch))?;
            self.unflushed = false;
        }
        self.poll_taken(cx)
    }

    /// Ready when the pipeline has ended, or waits for nothing but its results being read.
    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        if !self.closed {
            ready!(self.poll_hand_over(cx, Until::End))?;
            self.closed = true;
        }
        self.go_on_writing(cx);
        self.pipeline.failure()?;
        let done = self.pipeline.has_ended() || self.drainer.holds_back();
        if done { Poll::Ready(Ok(())) } else { Poll::Pending }
    }
}

#[cfg(test)]
mod tests;
