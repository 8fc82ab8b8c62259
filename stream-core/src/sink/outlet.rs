//! An outlet is a sink as a stage drives it: written record by record, flushed chunk by chunk, ended
//! batch by batch; each of its errors names the operator.

use std::future::poll_fn;
use std::marker::PhantomData;

use super::Sink;
use super::outcome::failed;
use crate::error::Error;
use crate::record::{Batch, Operator};

/// A sink at the end of a stage.
#[derive(Debug)]
pub struct Outlet<S, T> {
    sink: S,
    operator: Operator,
    record: PhantomData<fn(T)>,
}

impl<T, S: Sink<T>> Outlet<S, T> {
    /// `sink` at `operator`, which its errors name.
    pub fn new(sink: S, operator: Operator) -> Self {
        Outlet { sink, operator, record: PhantomData }
    }

    /// Takes one record.
    ///
    /// # Errors
    /// The sink's own.
    #[inline]
    pub fn write(&mut self, record: T) -> Result<(), Error> {
        self.sink.write(record).map_err(|cause| failed(cause, "the sink refused a record", self.operator))
    }

    /// Hands over what the sink keeps; called after each chunk.
    ///
    /// # Errors
    /// The sink's own.
    ///
    /// # Cancel safety
    /// May be dropped and called again: what was not handed over is still kept.
    #[inline]
    pub async fn flush(&mut self) -> Result<(), Error> {
        let flushed = poll_fn(|cx| self.sink.poll_flush(cx)).await;
        flushed.map_err(|cause| failed(cause, "the sink could not be flushed", self.operator))
    }

    /// Flushes the sink and tells it that `batch` has ended.
    ///
    /// # Errors
    /// The sink's own.
    pub async fn end_batch(&mut self, batch: &Batch) -> Result<(), Error> {
        self.flush().await?;
        let ended = self.sink.end_batch(batch);
        ended.map_err(|cause| failed(cause, "the sink could not end the batch", self.operator))
    }

    /// Closes the sink, when the pipeline has ended in good order.
    ///
    /// # Errors
    /// The sink's own.
    pub async fn close(&mut self) -> Result<(), Error> {
        let closed = poll_fn(|cx| self.sink.poll_close(cx)).await;
        closed.map_err(|cause| failed(cause, "the sink could not be closed", self.operator))
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;
    use std::task::{Context, Poll};

    use futures::executor::block_on;

    use super::*;
    use crate::error::{BoxError, ErrorKind};
    use crate::sink::tests::{OPERATOR, batch};

    /// Writes down what it is told; refuses `u32::MAX`.
    #[derive(Default)]
    struct Diary(Vec<String>);

    impl Sink<u32> for Diary {
        fn write(&mut self, record: u32) -> Result<(), BoxError> {
            self.0.push(record.to_string());
            if record == u32::MAX { Err("too large".into()) } else { Ok(()) }
        }

        fn poll_flush(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
            self.0.push("flush".into());
            Poll::Ready(Ok(()))
        }

        fn end_batch(&mut self, batch: &Batch) -> Result<(), BoxError> {
            self.0.push(format!("end {}", batch.number));
            Ok(())
        }

        fn poll_close(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
            Poll::Ready(Err("disk full".into()))
        }
    }

    #[test]
    fn the_end_of_a_batch_comes_after_its_flush() {
        let mut outlet = Outlet::new(Diary::default(), OPERATOR);
        block_on(async {
            outlet.write(1).unwrap();
            outlet.flush().await.unwrap();
            outlet.write(2).unwrap();
            outlet.end_batch(&batch(5)).await.unwrap();
        });
        assert_eq!(outlet.sink.0, ["1", "flush", "2", "flush", "end 5"]);
    }

    #[test]
    fn an_error_names_the_operator_and_keeps_its_cause() {
        let mut outlet = Outlet::new(Diary::default(), OPERATOR);
        let error = outlet.write(u32::MAX).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Sink);
        assert_eq!(error.to_string(), "the sink refused a record, in `for_each` (src/main.rs:7:9)");
        assert_eq!(error.source().unwrap().to_string(), "too large");
        let error = block_on(outlet.close()).unwrap_err();
        assert_eq!(error.source().unwrap().to_string(), "disk full");
    }
}
