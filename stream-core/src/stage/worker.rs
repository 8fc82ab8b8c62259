//! A worker runs all stages of its pipeline, batch by batch.

use std::fmt;
use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Context, Poll};

use super::control::Control;
use super::opened::Opened;
use super::shared::{Shared, Sleep};
use super::status::Status;
use super::{At, Plan};
use crate::error::{Error, ErrorKind};
use crate::record::{Batch, Place, Rejected};
use crate::source::{IntoSource, Opening, Reports};
use crate::time::Timestamp;

/// What a pipeline's program is started with on one worker.
#[derive(Debug)]
pub struct Cx<S> {
    worker: Worker,
    /// The parts of the pipeline that belong to this worker.
    pub(crate) parts: S,
}

impl Cx<()> {
    pub(crate) fn new(shared: &Arc<Shared>, index: usize) -> Self {
        Cx { worker: Worker::new(Arc::clone(shared), index), parts: () }
    }

    pub(crate) fn with<S>(self, parts: S) -> Cx<S> {
        Cx { worker: self.worker, parts }
    }
}

impl<S> Cx<S> {
    /// The worker and its parts.
    pub fn split(self) -> (Worker, S) {
        (self.worker, self.parts)
    }
}

/// One worker of a pipeline. It opens its sources, then runs batches: [`begin`](Worker::begin),
/// [`fill`](Worker::fill) until it says that the batch has no more, [`end`](Worker::end).
pub struct Worker {
    pub(super) shared: Arc<Shared>,
    pub(super) index: usize,
    pub(super) batch: Batch,
    /// The source that `fill` named last, with what it was allowed.
    pub(super) claim: Option<(usize, u64)>,
    /// The source that is asked first.
    pub(super) first: usize,
    /// Records handed to sinks in this batch.
    pub(super) out: u64,
    /// Records taken in this batch, where the worker is driven by hand; else the control counts them.
    pub(super) taken: u64,
    /// Chunks and batches since other tasks could run.
    pub(super) turn: u32,
    /// The sources know of the batch.
    pub(super) told: bool,
    /// The batch is open because it is due, and takes no records; only where the worker is driven by hand.
    pub(super) by_due: bool,
    /// The latest time of a batch.
    pub(super) processing: Timestamp,
    /// When the next batch is to be open at the latest; asked for in this one.
    pub(super) due: Option<Timestamp>,
    /// What operators have said of themselves in this batch.
    pub(super) status: Status,
    pub(super) sleep: Option<Sleep>,
}

impl fmt::Debug for Worker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut worker = f.debug_struct("Worker");
        worker.field("index", &self.index).field("batch", &self.batch).finish_non_exhaustive()
    }
}

impl Worker {
    fn new(shared: Arc<Shared>, index: usize) -> Self {
        let batch = Batch { number: 0, epoch: 0, time: Timestamp::default(), last: false };
        Worker {
            shared,
            index,
            batch,
            claim: None,
            first: 0,
            out: 0,
            taken: 0,
            turn: 0,
            told: false,
            by_due: false,
            processing: Timestamp::MIN,
            due: None,
            status: Status::default(),
            sleep: None,
        }
    }

    /// What is known of the pipeline.
    pub(super) fn plan(&self) -> &Plan {
        &self.shared.setup.plan
    }

    /// How many workers run the pipeline.
    pub fn workers(&self) -> usize {
        self.shared.setup.workers
    }

    /// This worker, from 0.
    pub fn index(&self) -> usize {
        self.index
    }

    /// Whether this is the only worker.
    pub fn alone(&self) -> bool {
        self.workers() == 1
    }

    /// Opens the source that is operator `number`.
    ///
    /// # Errors
    /// The source cannot be opened: the pipeline does not start.
    pub fn open<I: IntoSource>(&mut self, number: usize, spec: I) -> Result<Opened<I::Source>, Error> {
        let opening = self.opening(number);
        let operator = opening.operator;
        let source = spec.open(&opening).map_err(|error| error.at(operator))?;
        let mut opened = Opened::new(source, number, operator);
        if self.plan().ordered.contains(&number) {
            opened.read_in_order(self.is_first());
        }
        Ok(opened)
    }

    /// What the source that is operator `number` is told.
    fn opening(&self, number: usize) -> Opening {
        let setup = &self.shared.setup;
        let at = (self.index, setup.workers);
        let reports = Arc::clone(&self.shared) as Arc<dyn Reports>;
        let clock = Arc::clone(&setup.clock);
        Opening::new(at, setup.plan.operators[number], setup.rule.available_now, clock, reports)
    }

    /// All sources of this worker are open; waits until those of the others are.
    ///
    /// # Errors
    /// Another worker has failed.
    pub async fn opened(&mut self) -> Result<(), Error> {
        self.tell_opened();
        poll_fn(|cx| self.poll_opened(cx)).await
    }

    fn tell_opened(&self) {
        self.shared.with(Control::worker_opened);
    }

    fn poll_opened(&self, cx: &Context<'_>) -> Poll<Result<(), Error>> {
        let all = self.shared.wait(self.index, cx, |control| {
            let all = control.all_opened();
            (all, all == Some(false))
        });
        match all {
            None => Poll::Ready(Err(given_up())),
            Some(true) => Poll::Ready(Ok(())),
            Some(false) => Poll::Pending,
        }
    }

    /// Marks operator `number` as the one at work, for the error if it panics.
    #[inline]
    pub fn at(&self, number: usize) -> At {
        At::new(number)
    }

    /// The batch that is open.
    pub fn batch(&self) -> &Batch {
        &self.batch
    }

    /// Operator `number` refuses a record: it goes by the policy of the pipeline. `raw` is the
    /// record as its source lent it, where that is bytes, `place` where it stands there.
    ///
    /// # Errors
    /// The policy is to fail.
    #[cold]
    pub fn reject(
        &self,
        number: usize,
        reason: impl Into<String>,
        place: Option<Place>,
        raw: Option<&[u8]>,
    ) -> Result<(), Error> {
        let mut rejected = Rejected::new(self.shared.setup.plan.operators[number], reason);
        rejected.place = place;
        rejected.raw = raw.map(<[u8]>::to_vec);
        self.shared.reject(rejected)
    }

    /// `records` more have been handed to sinks in this batch.
    #[inline]
    pub fn out(&mut self, records: u64) {
        self.out += records;
    }
}

/// What a worker ends with that gives up because of another; that one's error is the pipeline's.
pub(super) fn given_up() -> Error {
    Error::new(ErrorKind::Aborted, "the pipeline was ended before its input was")
}
