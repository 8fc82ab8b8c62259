//! Sinks take the records of a pipeline and hand them to the world outside, batch by batch.

#[cfg(feature = "runtime")]
mod channel;
mod collected;
mod into_sink;
mod outcome;
mod outlet;
mod port;
mod print;
mod show;

use std::task::{Context, Poll};

#[cfg(feature = "runtime")]
pub use channel::{Channel, channel};
pub use collected::{COLLECTED_BOUND, Collect, Collected, Keeps, collect};
pub use into_sink::{IntoSink, into_sink};
pub use outcome::Outcome;
pub use outlet::Outlet;
pub use port::{Drainer, OutPort, WAITING};
pub use print::{PRINTED, Print};
pub use show::{
    ByDebug, ByDisplay, ByPair, ByShow, KeyProbe, KeyText, NotShown, Show, ShowKind, ShowLast, ShowLevel,
    ShowProbe, Shown,
};

use crate::error::BoxError;
use crate::record::Batch;

/// Where records go. Implement it for a sink of your own; `.sink(value)` in `stream!` takes any
/// value that implements it. With several workers each has a clone.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a sink for `{T}` records",
    label = "does not take `{T}`",
    note = "a sink owns what it is given: records that are lent, such as `&str`, need `.map(|r| r.to_owned())` before it",
    note = "implement `stream_core::sink::Sink<{T}>`, or use `into_sink` for a `futures::Sink`"
)]
pub trait Sink<T> {
    /// Takes one record. What has to wait is kept and done in [`Sink::poll_flush`], which is called
    /// after at most [`CHUNK`](crate::source::CHUNK) records of the source.
    ///
    /// # Errors
    /// Ends the pipeline.
    fn write(&mut self, record: T) -> Result<(), BoxError>;

    /// Hands over what is kept, waiting as long as the other side needs: the pipeline reads no
    /// further input meanwhile.
    ///
    /// # Errors
    /// Ends the pipeline.
    fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        let _ = cx;
        Poll::Ready(Ok(()))
    }

    /// The batch has ended; called after the last flush of the batch, also for an empty batch.
    ///
    /// # Errors
    /// Ends the pipeline.
    fn end_batch(&mut self, batch: &Batch) -> Result<(), BoxError> {
        let _ = batch;
        Ok(())
    }

    /// The pipeline has ended in good order; no record comes after this.
    ///
    /// # Errors
    /// The pipeline ends with it.
    fn poll_close(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        let _ = cx;
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use crate::record::{Batch, Operator};
    use crate::time::Timestamp;

    /// The operator that the tests of the sinks name.
    pub(super) const OPERATOR: Operator =
        Operator { name: "for_each", file: "src/main.rs", line: 7, column: 9 };

    /// Batch `number`, at a second of November 2026.
    pub(super) fn batch(number: u64) -> Batch {
        Batch { number, epoch: number, time: Timestamp::from_millis(1_795_338_116_000), last: false }
    }
}
