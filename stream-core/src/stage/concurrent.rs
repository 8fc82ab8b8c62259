//! Records that wait concurrently: the futures of `map_async`, at most so many polled at once.

use std::collections::VecDeque;
use std::future::{Future, poll_fn};
use std::task::{Context, Poll};

use futures_util::stream::{FuturesOrdered, FuturesUnordered, Stream};

#[cfg(feature = "runtime")]
use crate::record::RecordError;

/// The futures of one chunk or batch. Every one of them ends before the chunk or batch does, so what waits here is bounded
/// by its records.
#[derive(Debug)]
pub struct Concurrent<F: Future> {
    /// Not polled yet.
    waiting: VecDeque<F>,
    polled: Polled<F>,
    /// How many may be polled at once.
    at_once: usize,
}

#[derive(Debug)]
enum Polled<F: Future> {
    Ordered(FuturesOrdered<F>),
    Unordered(FuturesUnordered<F>),
}

impl<F: Future> Concurrent<F> {
    /// Results come in the order of their records; at most `at_once` (at least one) futures run at a time.
    pub fn ordered(at_once: usize) -> Self {
        Concurrent::new(Polled::Ordered(FuturesOrdered::new()), at_once)
    }

    /// Results come as they are ready; at most `at_once` (at least one) futures run at a time.
    pub fn unordered(at_once: usize) -> Self {
        Concurrent::new(Polled::Unordered(FuturesUnordered::new()), at_once)
    }

    fn new(polled: Polled<F>, at_once: usize) -> Self {
        Concurrent { waiting: VecDeque::new(), polled, at_once: at_once.max(1) }
    }

    /// Adds the future of one record; it is not polled before [`Concurrent::next`].
    #[inline]
    pub fn push(&mut self, future: F) {
        self.waiting.push_back(future);
    }

    /// The next result; `None` when all have been given.
    ///
    /// # Cancel safety
    /// May be dropped and called again; no result is lost.
    pub async fn next(&mut self) -> Option<F::Output> {
        poll_fn(|cx| self.poll_next(cx)).await
    }

    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<F::Output>> {
        while self.polled.len() < self.at_once {
            let Some(future) = self.waiting.pop_front() else { break };
            self.polled.push(future);
        }
        self.polled.poll_next(cx)
    }
}

impl<F: Future> Polled<F> {
    fn len(&self) -> usize {
        match self {
            Polled::Ordered(futures) => futures.len(),
            Polled::Unordered(futures) => futures.len(),
        }
    }

    fn push(&mut self, future: F) {
        match self {
            Polled::Ordered(futures) => futures.push_back(future),
            Polled::Unordered(futures) => futures.push(future),
        }
    }

    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<F::Output>> {
        match self {
            Polled::Ordered(futures) => std::pin::Pin::new(futures).poll_next(cx),
            Polled::Unordered(futures) => std::pin::Pin::new(futures).poll_next(cx),
        }
    }
}

/// A record that an `async` block takes over as a whole, though the block is not `move`: what else it mentions it borrows.
#[derive(Debug)]
pub struct Moved<T>(T);

impl<T> Moved<T> {
    /// Wraps the record.
    #[inline]
    pub fn new(record: T) -> Self {
        Moved(record)
    }

    /// The record.
    #[inline]
    pub fn into_inner(self) -> T {
        self.0
    }
}

/// A record that waited longer than `map_async` or `lookup` lets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimedOut(std::time::Duration);

impl std::fmt::Display for TimedOut {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "timed out after {:?}", self.0)
    }
}

/// `future`, given up after `after`; the time runs from its first poll.
#[cfg(feature = "runtime")]
pub async fn timeout<F: Future>(after: std::time::Duration, future: F) -> Result<F::Output, TimedOut> {
    // The timer is made at the first poll, which is when the record begins to wait.
    tokio::time::timeout(after, future).await.map_err(|_| TimedOut(after))
}

/// The same for a future whose result may refuse the record by itself.
///
/// # Errors
/// The future's own, or the time-out.
#[cfg(feature = "runtime")]
pub async fn timeout_of_result<T, F>(after: std::time::Duration, future: F) -> Result<T, RecordError>
where
    F: Future<Output = Result<T, RecordError>>,
{
    timeout(after, future).await.unwrap_or_else(|late| Err(late.into()))
}

/// `future`, with where its record stands beside what comes of it.
pub async fn placed<H, F: Future>(here: H, future: F) -> (H, F::Output) {
    (here, future.await)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::rc::Rc;

    use futures::executor::block_on;

    use super::*;

    /// Collects the results of `n` futures of which the even ones wait twice as often, and the most that ran at once.
    fn run(
        mut concurrent: Concurrent<std::pin::Pin<Box<dyn Future<Output = u32>>>>,
        n: u32,
    ) -> (Vec<u32>, u32) {
        let (running, most) = (Rc::new(Cell::new(0_u32)), Rc::new(Cell::new(0_u32)));
        for i in 0..n {
            let (running, most) = (Rc::clone(&running), Rc::clone(&most));
            concurrent.push(Box::pin(async move {
                running.set(running.get() + 1);
                most.set(most.get().max(running.get()));
                for _ in 0..if i % 2 == 0 { 4 } else { 1 } {
                    futures::pending_once().await;
                }
                running.set(running.get() - 1);
                i
            }));
        }
        let mut results = Vec::new();
        block_on(async {
            while let Some(result) = concurrent.next().await {
                results.push(result);
            }
        });
        (results, most.get())
    }

    mod futures {
        pub(super) use ::futures::executor;

        /// Pending once, and woken at once.
        pub(super) async fn pending_once() {
            let mut waited = false;
            std::future::poll_fn(|cx| {
                if std::mem::replace(&mut waited, true) {
                    return std::task::Poll::Ready(());
                }
                cx.waker().wake_by_ref();
                std::task::Poll::Pending
            })
            .await;
        }
    }

    #[test]
    fn ordered_results_come_in_the_order_of_their_records_and_no_more_run_than_may() {
        let (results, most) = run(Concurrent::ordered(3), 10);
        assert_eq!(results, (0..10).collect::<Vec<_>>());
        assert!(most <= 3, "{most} ran at once");
        assert!(most > 1, "they wait concurrently");
    }

    #[test]
    fn unordered_results_all_come_and_the_short_ones_first() {
        let (mut results, most) = run(Concurrent::unordered(10), 10);
        assert_eq!(results[..5].iter().filter(|i| *i % 2 == 1).count(), 5);
        results.sort_unstable();
        assert_eq!(results, (0..10).collect::<Vec<_>>());
        assert_eq!(most, 10);
    }
}
