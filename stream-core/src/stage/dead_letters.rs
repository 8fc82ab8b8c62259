//! Dead letters: a bounded queue of the records that a pipeline refused.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};

use futures_core::Stream;

use crate::record::Rejected;

/// The records that a pipeline refused, as a [`Stream`] that ends with the pipeline.
///
/// Made by [`OnError::dead_letters`](super::OnError::dead_letters). When `capacity` letters wait
/// here, the pipeline reads no further chunk until some are taken: read it while the pipeline
/// runs. When it is dropped, the records refused from then on are counted and dropped.
#[derive(Debug)]
pub struct DeadLetters(Arc<Letters>);

/// The queue between a pipeline and the reader of its dead letters.
#[derive(Debug)]
pub(super) struct Letters {
    capacity: usize,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    queue: VecDeque<Rejected>,
    closed: bool,
    unread: bool,
    reader: Option<Waker>,
    writers: Vec<Waker>,
}

impl Letters {
    pub(super) fn new(capacity: usize) -> (Arc<Self>, DeadLetters) {
        let letters = Arc::new(Letters { capacity: capacity.max(1), state: Mutex::default() });
        (Arc::clone(&letters), DeadLetters(letters))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn push(&self, rejected: Rejected) {
        let mut state = self.lock();
        if !state.unread {
            state.queue.push_back(rejected);
            let reader = state.reader.take();
            drop(state);
            reader.into_iter().for_each(Waker::wake);
        }
    }

    /// Whether the reader has fallen behind; then the waker is kept until it reads on.
    pub(super) fn is_full(&self, cx: &Context<'_>) -> bool {
        let mut state = self.lock();
        let full = !state.unread && state.queue.len() >= self.capacity;
        if full && !state.writers.iter().any(|writer| writer.will_wake(cx.waker())) {
            state.writers.push(cx.waker().clone());
        }
        full
    }

    pub(super) fn close(&self) {
        let mut state = self.lock();
        state.closed = true;
        let reader = state.reader.take();
        drop(state);
        reader.into_iter().for_each(Waker::wake);
    }
}

impl DeadLetters {
    /// The next refused record; `None` when the pipeline has ended and all are read.
    ///
    /// # Cancel safety
    /// No letter is lost by a wait that is dropped.
    pub async fn next(&mut self) -> Option<Rejected> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }
}

impl Stream for DeadLetters {
    type Item = Rejected;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Rejected>> {
        let mut state = self.0.lock();
        let letter = state.queue.pop_front();
        if letter.is_none() && !state.closed {
            state.reader = Some(cx.waker().clone());
            return Poll::Pending;
        }
        let writers = std::mem::take(&mut state.writers);
        drop(state);
        writers.into_iter().for_each(Waker::wake);
        Poll::Ready(letter)
    }
}

impl Drop for DeadLetters {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.unread = true;
        state.queue.clear();
        let writers = std::mem::take(&mut state.writers);
        drop(state);
        writers.into_iter().for_each(Waker::wake);
    }
}
