//! `channel(sender)` sends the records of a pipeline into a bounded tokio channel; a full channel
//! holds the pipeline back.

use std::collections::VecDeque;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::sync::mpsc::error::{SendError, TrySendError};
use tokio::sync::mpsc::{OwnedPermit, Sender};

use super::Sink;
use crate::error::BoxError;

/// The sink of `channel(sender)`. What the channel has no room for is kept until it has, and the
/// pipeline reads no further input meanwhile: at most what one chunk of the source leads to is kept.
/// (A `futures` channel goes into `into_sink`.)
pub fn channel<T>(sender: Sender<T>) -> Channel<T> {
    Channel { sender, kept: VecDeque::new(), room: None }
}

/// The sink that [`channel`] makes.
pub struct Channel<T> {
    sender: Sender<T>,
    kept: VecDeque<T>,
    room: Option<Room<T>>,
}

/// The wait for room for one record.
type Room<T> = Pin<Box<dyn Future<Output = Result<OwnedPermit<T>, SendError<()>>> + Send>>;

impl<T> Clone for Channel<T> {
    /// The same for another worker: what is kept here stays here.
    fn clone(&self) -> Self {
        channel(self.sender.clone())
    }
}

/// The receiver of the channel was dropped.
#[derive(Debug)]
struct Closed;

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "the channel is closed: its receiver was dropped or closed; keep it until the pipeline has ended",
        )
    }
}

impl std::error::Error for Closed {}

impl<T> Channel<T> {
    /// Sends `record`, or gives it back where there is no room.
    fn try_send(&self, record: T) -> Result<Option<T>, Closed> {
        match self.sender.try_send(record) {
            Ok(()) => Ok(None),
            Err(TrySendError::Full(record)) => Ok(Some(record)),
            Err(TrySendError::Closed(_)) => Err(Closed),
        }
    }
}

impl<T: Send + 'static> Channel<T> {
    /// Waits for room for one record.
    fn poll_room(&mut self, cx: &mut Context<'_>) -> Poll<Result<OwnedPermit<T>, Closed>> {
        let room = self.room.get_or_insert_with(|| Box::pin(self.sender.clone().reserve_owned()));
        let permit = ready!(room.as_mut().poll(cx));
        self.room = None;
        Poll::Ready(permit.map_err(|_| Closed))
    }
}

impl<T: Send + 'static> Sink<T> for Channel<T> {
    #[inline]
    fn write(&mut self, record: T) -> Result<(), BoxError> {
        if !self.kept.is_empty() {
            self.kept.push_back(record);
        } else if let Some(record) = self.try_send(record)? {
            self.kept.push_back(record);
        }
        Ok(())
    }

    fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        while !self.kept.is_empty() {
            let permit = ready!(self.poll_room(cx))?;
            if let Some(record) = self.kept.pop_front() {
                permit.send(record);
            }
        }
        Poll::Ready(Ok(()))
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use futures::FutureExt;
    use futures::executor::block_on;
    use tokio::sync::mpsc;

    use super::*;
    use crate::error::ErrorKind;
    use crate::sink::Outlet;
    use crate::sink::tests::OPERATOR;

    #[test]
    fn a_full_channel_holds_the_pipeline_back_and_keeps_the_order() {
        let (sender, mut receiver) = mpsc::channel(2);
        let mut outlet = Outlet::new(channel(sender), OPERATOR);
        for record in 0..5 {
            outlet.write(record).unwrap();
        }
        assert!(outlet.flush().now_or_never().is_none(), "three records wait for room");
        assert_eq!(receiver.try_recv(), Ok(0));
        outlet.write(5).unwrap();
        let received = block_on(async {
            let receive = async {
                let mut received = Vec::new();
                receiver.recv_many(&mut received, 5).await;
                while received.len() < 5 {
                    received.extend(receiver.recv().await);
                }
                received
            };
            futures::join!(async { outlet.flush().await.unwrap() }, receive).1
        });
        assert_eq!(received, [1, 2, 3, 4, 5]);
    }

    #[test]
    fn a_wait_that_was_dropped_goes_on_in_the_next_flush() {
        let (sender, mut receiver) = mpsc::channel(1);
        let mut outlet = Outlet::new(channel(sender), OPERATOR);
        outlet.write('a').unwrap();
        outlet.write('b').unwrap();
        for _ in 0..3 {
            assert!(outlet.flush().now_or_never().is_none());
        }
        assert_eq!(receiver.try_recv(), Ok('a'));
        assert!(outlet.flush().now_or_never().is_some());
        assert_eq!(receiver.try_recv(), Ok('b'));
    }

    #[test]
    fn a_dropped_receiver_ends_the_pipeline_with_an_error_that_names_the_operator() {
        let (sender, receiver) = mpsc::channel(1);
        let mut outlet = Outlet::new(channel(sender), OPERATOR);
        outlet.write(1).unwrap();
        outlet.write(2).unwrap();
        drop(receiver);
        for error in [block_on(outlet.flush()).unwrap_err(), outlet_error_of_a_write()] {
            assert_eq!(error.kind(), ErrorKind::Sink);
            assert_eq!(error.operator(), Some(OPERATOR));
            assert!(error.source().unwrap().to_string().starts_with("the channel is closed: "));
        }
    }

    fn outlet_error_of_a_write() -> crate::Error {
        let (sender, receiver) = mpsc::channel(1);
        drop(receiver);
        Outlet::new(channel(sender), OPERATOR).write(1).unwrap_err()
    }
}
