//! `from_stream(stream)`: the items of a [`Stream`], each lent once, whichever worker takes it.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

use futures_core::Stream;

use super::owned::{Buffer, Owned, lock};
use super::{IntoSource, Opening, Ready, Source};
use crate::error::Error;

/// Reads `items`, bounded or not.
///
/// Items are taken as the pipeline asks for them, at most [`CHUNK`](super::CHUNK) ahead of it, so a
/// slow pipeline holds the stream back. With several workers each takes the next items. Under
/// `Trigger::available_now` the input ends where the stream has to wait.
pub fn from_stream<S: Stream>(items: S) -> FromStream<S> {
    let items = Shared { items: Box::pin(items), given: 0, ended: false };
    FromStream { items: Arc::new(Mutex::new(items)), waiting: Arc::default() }
}

/// A stream as a source; made by [`from_stream`]. Clones share the stream.
pub struct FromStream<S> {
    items: Arc<Mutex<Shared<S>>>,
    waiting: Arc<Waiting>,
}

struct Shared<S> {
    items: Pin<Box<S>>,
    given: u64,
    ended: bool,
}

impl<S: Stream> Shared<S> {
    /// Takes what is there into `buffer`; pending if that is nothing.
    fn poll_fill(&mut self, buffer: &mut Buffer<S::Item>, cx: &mut Context<'_>) -> Poll<()> {
        while !self.ended {
            match self.items.as_mut().poll_next(cx) {
                Poll::Ready(Some(item)) => {
                    self.given += 1;
                    if !buffer.push(self.given - 1, item) {
                        break;
                    }
                }
                Poll::Ready(None) => self.ended = true,
                Poll::Pending if buffer.has_records() => break,
                Poll::Pending => return Poll::Pending,
            }
        }
        Poll::Ready(())
    }
}

/// The workers that wait for the stream: it knows a single waker, which wakes all of them.
#[derive(Default)]
struct Waiting(Mutex<Vec<Waker>>);

impl Waiting {
    fn add(&self, waker: &Waker) {
        let mut waiting = lock(&self.0);
        if !waiting.iter().any(|other| other.will_wake(waker)) {
            waiting.push(waker.clone());
        }
    }
}

impl Wake for Waiting {
    fn wake(self: Arc<Self>) {
        let waiting = std::mem::take(&mut *lock(&self.0));
        waiting.into_iter().for_each(Waker::wake);
    }
}

impl<S> Clone for FromStream<S> {
    fn clone(&self) -> Self {
        FromStream { items: Arc::clone(&self.items), waiting: Arc::clone(&self.waiting) }
    }
}

impl<S> fmt::Debug for FromStream<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FromStream").finish_non_exhaustive()
    }
}

impl<S: Stream> IntoSource for FromStream<S> {
    type Source = StreamSource<S, S::Item>;

    fn open(self, opening: &Opening) -> Result<Self::Source, Error> {
        let shared = opening.workers > 1;
        let buffer = Buffer::new(opening.operator.name);
        Ok(StreamSource { items: self.items, waiting: shared.then_some(self.waiting), buffer })
    }
}

/// One worker's view of a stream that all workers share.
pub struct StreamSource<S, T> {
    items: Arc<Mutex<Shared<S>>>,
    /// The other workers to wake, where there are any.
    waiting: Option<Arc<Waiting>>,
    buffer: Buffer<T>,
}

impl<S, T> fmt::Debug for StreamSource<S, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StreamSource").finish_non_exhaustive()
    }
}

impl<T, S: Stream<Item = T>> StreamSource<S, T> {
    fn poll_fill(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        let mut items = lock(&self.items);
        let Some(waiting) = &self.waiting else {
            return items.poll_fill(&mut self.buffer, cx);
        };
        waiting.add(cx.waker());
        let waker = Waker::from(Arc::clone(waiting));
        items.poll_fill(&mut self.buffer, &mut Context::from_waker(&waker))
    }
}

impl<T, S: Stream<Item = T>> Source for StreamSource<S, T> {
    type Item<'a>
        = T
    where
        Self: 'a;
    type Chunk<'a>
        = Owned<'a, T>
    where
        Self: 'a;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<Ready, Error>> {
        if !self.buffer.has_records() && self.poll_fill(cx).is_pending() {
            return Poll::Pending;
        }
        let ready = if self.buffer.has_records() { Ready::Records } else { Ready::End };
        Poll::Ready(Ok(ready))
    }

    fn chunk(&mut self, max: usize) -> Owned<'_, T> {
        self.buffer.chunk(max)
    }

    fn taken(&self) -> u64 {
        self.buffer.taken()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use futures::SinkExt as _;
    use futures::channel::mpsc;
    use futures::executor::block_on;
    use futures::stream;

    use super::super::CHUNK;
    use super::super::testing::{self, opening};
    use super::*;

    #[test]
    fn every_item_is_lent_once_in_order() {
        let items = stream::iter(0..5_000_u32);
        let mut source = from_stream(items).open(&opening(0, 1)).unwrap();
        assert_eq!(testing::drain(&mut source), (0..5_000).collect::<Vec<_>>());
        assert_eq!(testing::ready(&mut source), Some(Ready::End), "an ended stream is not polled");
    }

    #[test]
    fn what_is_there_is_lent_without_waiting_for_more() {
        let (mut sender, items) = mpsc::channel(10);
        let mut source = from_stream(items).open(&opening(0, 1)).unwrap();
        assert_eq!(testing::ready(&mut source), None);
        block_on(sender.send(1)).unwrap();
        assert_eq!(testing::ready(&mut source), Some(Ready::Records));
        assert_eq!(source.chunk(CHUNK).collect::<Vec<_>>(), [1]);
        assert_eq!(testing::ready(&mut source), None);
        drop(sender);
        assert_eq!(testing::ready(&mut source), Some(Ready::End));
    }

    #[test]
    fn a_full_pipeline_holds_the_sender_back() {
        let (mut sender, items) = mpsc::channel::<usize>(0);
        let mut source = from_stream(items).open(&opening(0, 1)).unwrap();
        let mut sent = 0;
        for _ in 0..3 * CHUNK {
            if sender.try_send(sent).is_ok() {
                sent += 1;
            }
            let _ = testing::ready(&mut source);
        }
        assert!(sent <= CHUNK + 2, "{sent} were taken in though nothing was read");
    }

    struct Count(AtomicUsize);

    impl Wake for Count {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }

    #[test]
    fn an_item_wakes_every_worker_that_waits() {
        let (mut sender, items) = mpsc::channel(10);
        let shared = from_stream(items);
        let woken: Vec<_> = (0..2).map(|_| Arc::new(Count(AtomicUsize::new(0)))).collect();
        let mut sources: Vec<_> =
            (0..2).map(|worker| shared.clone().open(&opening(worker, 2)).unwrap()).collect();
        for (source, woken) in sources.iter_mut().zip(&woken) {
            let waker = Waker::from(Arc::clone(woken));
            assert!(source.poll_ready(&mut Context::from_waker(&waker)).is_pending());
        }
        block_on(sender.send(1)).unwrap();
        for woken in &woken {
            assert_eq!(woken.0.load(Ordering::SeqCst), 1);
        }
    }
}
