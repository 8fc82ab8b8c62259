//! Sinks take the records of a pipeline and hand them to the world outside, batch by batch.

use std::task::{Context, Poll};

use crate::error::BoxError;
use crate::record::Batch;

/// Where records go. Implement it for a sink of your own; `.sink(value)` in `stream!` takes any
/// value that implements it. With several workers each has a clone.
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
