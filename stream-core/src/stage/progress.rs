//! What each batch did, as values that a program can subscribe to.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use futures_core::Stream;

use crate::record::{Batch, Operator};
use crate::time::Timestamp;

/// Reports that a subscriber may be behind by before the oldest are dropped.
const KEPT: usize = 1024;

/// What one batch did, over all workers.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// The batch.
    pub batch: Batch,
    /// Records read from all sources.
    pub records_in: u64,
    /// Records handed to all sinks.
    pub records_out: u64,
    /// Records refused since the batch before ended, by a source or by an operator, whatever
    /// became of them.
    pub rejected: u64,
    /// From the opening of the batch until the last worker ended it. Under `Trigger::every` that
    /// includes the time in which the batch takes its records in.
    pub duration: Duration,
    /// How far the end of the batch is behind its time; zero if it ended before. Under
    /// `Trigger::every` this is what the batch needed after its tick: when it comes near the
    /// interval, the pipeline is about to fall behind.
    pub behind: Duration,
    /// The combined watermark of event time at the end of the batch, the least where a pipeline has several, but for those whose
    /// partitions are all idle; the greatest `Timestamp` when the input has ended. `None` without event time, and until every partition has spoken.
    pub watermark: Option<Timestamp>,
    /// How far the watermark is behind the clock; zero if it is ahead.
    pub lag: Option<Duration>,
    /// The source, and its partition, that the watermark waits for: the one that is furthest behind or has not spoken.
    /// `None` without event time, and where all partitions are idle or have ended.
    pub held_by: Option<(Operator, usize)>,
    /// Records that were too late for any of their windows, at all operators since the pipeline began.
    pub late: u64,
    /// The state of each operator that keeps any from batch to batch.
    pub operators: Arc<[OperatorProgress]>,
    /// Reports that this subscriber lost just before this one, because it did not read them.
    pub missed: u64,
}

/// The state of one operator at the end of a batch, over all workers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OperatorProgress {
    /// The operator.
    pub operator: Operator,
    /// Records that were too late and contributed to nothing, since the pipeline began.
    pub late: u64,
    /// Records that were too late for some of their windows and contributed to others, since the pipeline began.
    pub late_in_part: u64,
    /// Windows that are open.
    pub windows: u64,
    /// Keys, or records, for which something is held.
    pub keys: u64,
    /// About how many bytes the tables take, as far as they have grown; what keys and values own elsewhere is not in it.
    pub bytes: u64,
}

impl Progress {
    pub(super) fn new(batch: Batch) -> Self {
        let zero = Duration::ZERO;
        Progress {
            batch,
            records_in: 0,
            records_out: 0,
            rejected: 0,
            duration: zero,
            behind: zero,
            watermark: None,
            lag: None,
            held_by: None,
            late: 0,
            operators: Arc::default(),
            missed: 0,
        }
    }
}

/// A subscription to the [`Progress`] of a running pipeline, from the batch that ends next.
///
/// It keeps the last 1,024 reports; a reader that is further behind loses the oldest and is told
/// how many in [`Progress::missed`]. It is a [`Stream`] that ends when the pipeline has ended.
#[derive(Debug)]
pub struct Reports(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    reports: VecDeque<Progress>,
    missed: u64,
    closed: bool,
    reader: Option<Waker>,
}

fn lock(kept: &Mutex<Kept>) -> MutexGuard<'_, Kept> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Reports {
    /// The report of the next batch that ends; `None` when the pipeline has ended.
    ///
    /// # Cancel safety
    /// No report is lost by a wait that is dropped.
    pub async fn next(&mut self) -> Option<Progress> {
        std::future::poll_fn(|cx| Pin::new(&mut *self).poll_next(cx)).await
    }
}

impl Stream for Reports {
    type Item = Progress;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Progress>> {
        let mut kept = lock(&self.0);
        if let Some(mut report) = kept.reports.pop_front() {
            report.missed = std::mem::take(&mut kept.missed);
            return Poll::Ready(Some(report));
        }
        if kept.closed {
            return Poll::Ready(None);
        }
        kept.reader = Some(cx.waker().clone());
        Poll::Pending
    }
}

/// The pipeline's side of all subscriptions; they end with it.
#[derive(Debug, Default)]
pub(crate) struct Subscribers(Mutex<(Vec<Weak<Mutex<Kept>>>, bool)>);

impl Subscribers {
    /// A subscription from the batch that ends next.
    pub(crate) fn subscribe(&self) -> Reports {
        let (list, closed) = &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = Arc::new(Mutex::new(Kept { closed: *closed, ..Kept::default() }));
        list.push(Arc::downgrade(&kept));
        Reports(kept)
    }

    /// Calls `change` for every subscription that still has a reader, and wakes the reader.
    fn each(&self, change: impl Fn(&mut Kept)) {
        let (list, _) = &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        list.retain(|weak| {
            let Some(kept) = weak.upgrade() else { return false };
            let mut kept = lock(&kept);
            change(&mut kept);
            kept.reader.take().into_iter().for_each(Waker::wake);
            true
        });
    }

    /// Whether nobody has subscribed who is still there to read.
    pub(super) fn is_empty(&self) -> bool {
        let (list, _) = &mut *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        list.retain(|weak| weak.strong_count() > 0);
        list.is_empty()
    }

    pub(super) fn publish(&self, report: &Progress) {
        self.each(|kept| {
            if kept.reports.len() == KEPT {
                kept.reports.pop_front();
                kept.missed += 1;
            }
            kept.reports.push_back(report.clone());
        });
    }

    pub(super) fn close(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1 = true;
        self.each(|kept| kept.closed = true);
    }
}

impl Drop for Subscribers {
    fn drop(&mut self) {
        self.close();
    }
}
