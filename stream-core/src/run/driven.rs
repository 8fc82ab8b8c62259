//! A pipeline that its program drives: the pipeline's future, polled in place by whoever needs it
//! to go on.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::error::{Error, ErrorKind};

/// A pipeline's future and, when it has ended, how.
pub(super) struct Driven<F: ?Sized> {
    /// `None` once it has ended: what it held is dropped.
    future: Option<Pin<Box<F>>>,
    ended: Result<(), Error>,
}

impl<F: ?Sized + Future<Output = Result<(), Error>>> Driven<F> {
    pub(super) fn new(future: Pin<Box<F>>) -> Self {
        Driven { future: Some(future), ended: Ok(()) }
    }

    /// Polls the future once, unless it has ended.
    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let Some(future) = &mut self.future else { return Poll::Ready(()) };
        let Poll::Ready(ended) = future.as_mut().poll(cx) else { return Poll::Pending };
        self.ended = ended;
        self.future = None;
        Poll::Ready(())
    }
}

impl<F: ?Sized> Driven<F> {
    pub(super) fn has_ended(&self) -> bool {
        self.future.is_none()
    }

    /// The error with which the pipeline has ended; told to each who asks.
    pub(super) fn failure(&self) -> Result<(), Error> {
        self.ended.as_ref().copied().map_err(Error::again)
    }

    /// Whether the pipeline takes more input.
    ///
    /// # Errors
    /// It has failed, or its input was closed.
    pub(super) fn takes_more(&self) -> Result<(), Error> {
        self.failure()?;
        if self.has_ended() { Err(takes_no_more()) } else { Ok(()) }
    }
}

/// The error of a record that comes after the end.
pub(super) fn takes_no_more() -> Error {
    Error::new(ErrorKind::Aborted, "the pipeline has ended and takes no more records")
}

impl<F: ?Sized> fmt::Debug for Driven<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut driven = f.debug_struct("Driven");
        driven.field("has_ended", &self.has_ended()).field("ended", &self.ended).finish()
    }
}
