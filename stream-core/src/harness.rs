//! A driver for tests of pipelines: it feeds records, moves the clock and the watermark by hand, and tells what came out, what was
//! too late and what is held. It drives the very operators that a running pipeline drives.
//!
//! A pipeline that is tested begins with `input::<T>()` and ends with `.output::<U>()`; write it as a function of its source, or
//! test the operators between. Two streams that are joined are fed through one input, an enum of the records of both, and told apart by a
//! `filter_map` each; late records are read as everywhere, by `.late()`, into a [`Collected`](crate::Collected).
//!
//! ```
//! use stream_core::harness::Harness;
//! use stream_core::time::Timestamp;
//! use stream_core::window::Windowed;
//! use stream_core::{Error, stream};
//!
//! let mut trades = Harness::new(stream!(
//!     input::<(i64, &str)>()
//!         .event_time(|trade| Timestamp::from_secs(trade.0), out_of_order = 5s)
//!         .key_by(|trade| trade.1.to_owned())
//!         .window(fixed(10s))
//!         .count()
//!         .output::<Windowed<String, u64>>()
//! ))?;
//!
//! // In a batch of its own, a trade of 12 brings the watermark to 7: the window [0, 10) is open.
//! assert!(trades.batch([(3, "ACME"), (12, "ACME"), (9, "ACME")])?.is_empty());
//! assert_eq!(trades.watermark(), Some(Timestamp::from_secs(7)));
//! assert_eq!(trades.open_windows(), 2);
//!
//! // The watermark passes its end.
//! let closed = trades.move_watermark(Timestamp::from_secs(10))?;
//! assert_eq!((closed.len(), closed[0].value), (1, 2));
//!
//! // What comes now for the window is late.
//! trades.batch([(8, "ACME")])?;
//! assert_eq!(trades.late(), 1);
//!
//! // At the end of the input all windows fire.
//! assert_eq!(trades.finish()?[0].value, 1);
//! # Ok::<(), Error>(())
//! ```

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use futures_core::Stream as _;

use crate::error::{Error, ErrorKind};
use crate::run::{Embeddable, Embedded, Pipeline, Synchronous};
use crate::stage::{OperatorProgress, Progress, ProgressReports};
use crate::time::{ManualClock, Timestamp};

/// A pipeline in a test. It runs on the test's thread, in batches that the test ends, with a clock that the test moves.
pub struct Harness<'a, T, U> {
    /// `None` once it has finished.
    pipeline: Option<Embedded<'a, T, U>>,
    now: Timestamp,
    reports: ProgressReports,
    /// The report of the batch that ended last.
    last: Option<Progress>,
    rejected: u64,
}

impl<T, U> fmt::Debug for Harness<'_, T, U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Harness").field("now", &self.now).field("last", &self.last).finish_non_exhaustive()
    }
}

impl<'a, T, U> Harness<'a, T, U> {
    /// Starts `pipeline` at the Unix epoch. Its clock is the test's, whatever was configured.
    ///
    /// # Errors
    /// The pipeline does not start.
    pub fn new<P, W>(pipeline: Pipeline<P>) -> Result<Self, Error>
    where
        P: Embeddable<In = T, Out = U, Waiting = W> + 'a,
        W: Synchronous,
    {
        Harness::start_at(Timestamp::default(), pipeline)
    }

    /// Starts `pipeline` at `now`. Records of today's event time need a clock near it, or `max_ahead = none`.
    ///
    /// # Errors
    /// The pipeline does not start.
    pub fn start_at<P, W>(now: Timestamp, pipeline: Pipeline<P>) -> Result<Self, Error>
    where
        P: Embeddable<In = T, Out = U, Waiting = W> + 'a,
        W: Synchronous,
    {
        let reports = pipeline.progress();
        let pipeline = Some(pipeline.clock(ManualClock::at(now)).embed()?);
        Ok(Harness { pipeline, now, reports, last: None, rejected: 0 })
    }

    /// Feeds one record of the batch at hand.
    ///
    /// # Errors
    /// The pipeline has failed, or was finished.
    pub fn feed(&mut self, record: T) -> Result<(), Error> {
        self.pipeline()?.feed(record)
    }

    /// Feeds `records`, ends the batch and returns what came out.
    ///
    /// # Errors
    /// As [`feed`](Harness::feed).
    pub fn batch(&mut self, records: impl IntoIterator<Item = T>) -> Result<Vec<U>, Error> {
        let pipeline = self.pipeline()?;
        records.into_iter().try_for_each(|record| pipeline.feed(record))?;
        let out = pipeline.drain()?.collect();
        self.read();
        Ok(out)
    }

    /// Moves the clock to `now` and returns what came out: of what was fed before, and of what is due at `now`.
    ///
    /// # Errors
    /// As [`feed`](Harness::feed).
    pub fn set_clock(&mut self, now: Timestamp) -> Result<Vec<U>, Error> {
        let out = self.pipeline()?.advance(now)?.collect();
        self.now = now;
        self.read();
        Ok(out)
    }

    /// Moves the clock forwards by `d`; else as [`set_clock`](Harness::set_clock).
    ///
    /// # Errors
    /// As [`feed`](Harness::feed).
    pub fn advance(&mut self, d: Duration) -> Result<Vec<U>, Error> {
        self.set_clock(self.now.plus(d))
    }

    /// Ends the batch at hand, moves the watermark of every `event_time` to `at` and returns what came out. A watermark does not go
    /// back: where it has passed `at`, it stays. Records that come after are judged by it.
    ///
    /// # Errors
    /// As [`feed`](Harness::feed).
    pub fn move_watermark(&mut self, at: Timestamp) -> Result<Vec<U>, Error> {
        let mut out = self.batch([])?;
        self.pipeline()?.shared().move_watermark(at);
        out.extend(self.batch([])?);
        Ok(out)
    }

    /// Ends the input and returns what came out: all windows fire. What was counted can be read on.
    ///
    /// # Errors
    /// As [`feed`](Harness::feed).
    pub fn finish(&mut self) -> Result<Vec<U>, Error> {
        let out = self.pipeline.take().ok_or_else(finished)?.finish()?;
        self.read();
        Ok(out)
    }

    /// Where the clock stands.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The watermark as of the last batch, as in [`Progress::watermark`].
    pub fn watermark(&self) -> Option<Timestamp> {
        self.last.as_ref()?.watermark
    }

    /// Records that were too late and contributed to nothing, at all operators. The records themselves are what `.late()` gives.
    pub fn late(&self) -> u64 {
        self.sum(|operator| operator.late)
    }

    /// Records that were too late for some of their windows and contributed to others, at all operators.
    pub fn late_in_part(&self) -> u64 {
        self.sum(|operator| operator.late_in_part)
    }

    /// Records that were refused and, by the policy of the pipeline, did not end it.
    pub fn rejected(&self) -> u64 {
        self.rejected
    }

    /// Windows that are open, at all operators.
    pub fn open_windows(&self) -> u64 {
        self.sum(|operator| operator.windows)
    }

    /// Keys, or records, for which something is held, at all operators.
    pub fn keys(&self) -> u64 {
        self.sum(|operator| operator.keys)
    }

    /// The state of each operator that keeps any, as of the last batch.
    pub fn operators(&self) -> &[OperatorProgress] {
        self.last.as_ref().map_or(&[], |report| &report.operators)
    }

    /// What the last batch did; `None` before the first.
    pub fn progress(&self) -> Option<&Progress> {
        self.last.as_ref()
    }

    fn sum(&self, of: impl Fn(&OperatorProgress) -> u64) -> u64 {
        self.operators().iter().map(of).sum()
    }

    fn pipeline(&mut self) -> Result<&mut Embedded<'a, T, U>, Error> {
        self.pipeline.as_mut().ok_or_else(finished)
    }

    /// Reads the reports of the batches that have ended.
    fn read(&mut self) {
        let mut cx = Context::from_waker(Waker::noop());
        while let Poll::Ready(Some(report)) = Pin::new(&mut self.reports).poll_next(&mut cx) {
            self.rejected += report.rejected;
            self.last = Some(report);
        }
    }
}

fn finished() -> Error {
    Error::new(ErrorKind::Aborted, "the pipeline was finished and takes no more: start another")
}
