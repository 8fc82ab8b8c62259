//! `into_sink(sink)` sends the records of a pipeline into any `futures::Sink`.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use super::Sink;
use crate::error::BoxError;

/// The sink of `into_sink(sink)`. What `sink` has no room for is kept until it has, and the pipeline
/// reads no further input meanwhile: at most what one chunk of the source leads to is kept.
pub fn into_sink<F, T>(sink: F) -> IntoSink<F, T> {
    IntoSink { sink: Box::pin(sink), kept: VecDeque::new(), sent: false }
}

/// The sink that [`into_sink`] makes.
pub struct IntoSink<F, T> {
    sink: Pin<Box<F>>,
    kept: VecDeque<T>,
    /// Something was sent since the last flush of `sink`.
    sent: bool,
}

impl<F: Clone, T> Clone for IntoSink<F, T> {
    /// The same for another worker: what is kept here stays here.
    fn clone(&self) -> Self {
        into_sink((*self.sink).clone())
    }
}

impl<T, F: futures_sink::Sink<T>> Sink<T> for IntoSink<F, T>
where
    F::Error: Into<BoxError>,
{
    #[inline]
    fn write(&mut self, record: T) -> Result<(), BoxError> {
        self.kept.push_back(record);
        Ok(())
    }

    fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        while !self.kept.is_empty() {
            ready!(self.sink.as_mut().poll_ready(cx)).map_err(Into::into)?;
            let Some(record) = self.kept.pop_front() else { break };
            self.sink.as_mut().start_send(record).map_err(Into::into)?;
            self.sent = true;
        }
        if self.sent {
            ready!(self.sink.as_mut().poll_flush(cx)).map_err(Into::into)?;
            self.sent = false;
        }
        Poll::Ready(Ok(()))
    }

    fn poll_close(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        ready!(self.poll_flush(cx))?;
        self.sink.as_mut().poll_close(cx).map_err(Into::into)
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use futures::channel::mpsc;
    use futures::executor::block_on;
    use futures::{FutureExt, StreamExt};

    use super::*;
    use crate::sink::Outlet;
    use crate::sink::tests::OPERATOR;

    #[test]
    fn a_full_sink_holds_the_pipeline_back_and_loses_nothing() {
        let (sender, mut receiver) = mpsc::channel::<u32>(0);
        let mut outlet = Outlet::new(into_sink(sender), OPERATOR);
        for record in 0..3 {
            outlet.write(record).unwrap();
        }
        assert!(outlet.flush().now_or_never().is_none(), "there is room for one record");
        let received = block_on(async {
            let received = async { [receiver.next().await, receiver.next().await, receiver.next().await] };
            futures::join!(async { outlet.flush().await.unwrap() }, received).1
        });
        assert_eq!(received, [Some(0), Some(1), Some(2)]);
    }

    #[test]
    fn closing_ends_the_other_side() {
        let (sender, receiver) = mpsc::channel::<u32>(4);
        let mut outlet = Outlet::new(into_sink(sender), OPERATOR);
        outlet.write(7).unwrap();
        block_on(outlet.close()).unwrap();
        assert_eq!(block_on(receiver.collect::<Vec<_>>()), [7]);
    }

    #[test]
    fn an_error_of_the_other_side_ends_the_pipeline() {
        let (sender, receiver) = mpsc::channel::<u32>(4);
        drop(receiver);
        let mut outlet = Outlet::new(into_sink(sender), OPERATOR);
        outlet.write(7).unwrap();
        let error = block_on(outlet.flush()).unwrap_err();
        assert_eq!(error.source().unwrap().to_string(), "send failed because receiver is gone");
    }

    #[test]
    fn a_flush_with_nothing_to_send_leaves_the_other_side_alone() {
        let refuses = futures::sink::unfold((), |(), _: u32| async { Err::<(), _>("called") });
        let mut outlet = Outlet::new(into_sink(refuses), OPERATOR);
        block_on(outlet.flush()).unwrap();
        outlet.write(1).unwrap();
        assert!(block_on(outlet.flush()).is_err());
    }
}
