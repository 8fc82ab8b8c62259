//! A pipeline that is not running: its configuration.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use super::explain::Explain;
use super::guard::{CloseAtEnd, guarded};
use super::program::{BoxedFuture, Prog, Program, Startable};
use super::trigger::Trigger;
use crate::error::{Error, ErrorKind};
use crate::exchange::{Parts, Standalone};
use crate::stage::{Cx, OnError, Plan, ProgressReports, Rule, Setup, Shared, Subscribers};
use crate::time::{Clock, SystemClock};

/// Records in a batch at most, where [`Pipeline::max_records_per_batch`] says nothing.
const MAX_RECORDS: u64 = 1_000_000;

/// A pipeline that `stream!` made. It does nothing until it is started; each method of the
/// configuration consumes it and returns it.
///
/// A function that returns one writes `Pipeline<impl Startable + Clone>`, or boxes it
/// ([`Pipeline::boxed`]) where the type has to have a name.
#[must_use = "a pipeline does nothing until it is started: call `.start().await` or `.run()`"]
pub struct Pipeline<P: Program> {
    pub(super) program: P,
    pub(super) many: Option<Many<P>>,
    pub(super) settings: Settings,
}

/// How a program runs on several workers, known where it is cloned.
pub(super) struct Many<P> {
    pub(super) workers: usize,
    pub(super) launch: fn(P, Vec<Cx<()>>) -> Vec<BoxedFuture>,
}

/// What is configured.
pub(super) struct Settings {
    pub(super) plan: Plan,
    pub(super) name: String,
    pub(super) trigger: Trigger,
    pub(super) on_error: OnError,
    pub(super) max_records: u64,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) subscribers: Subscribers,
}

/// A pipeline whose type has a name: [`Pipeline::boxed`].
pub type BoxedPipeline = Pipeline<BoxedProgram>;

/// The program of a [`BoxedPipeline`].
pub struct BoxedProgram(Box<dyn FnOnce(Vec<Cx<()>>) -> Vec<BoxedFuture> + Send>);

impl fmt::Debug for BoxedProgram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BoxedProgram")
    }
}

impl<P: Program> fmt::Debug for Pipeline<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut pipeline = f.debug_struct("Pipeline");
        pipeline.field("name", &self.settings.name).field("trigger", &self.settings.trigger);
        pipeline.field("workers", &self.worker_count()).finish_non_exhaustive()
    }
}

/// The pipeline of a closure that `stream!` wrote.
pub fn pipeline<F, S, Fut>(plan: Plan, closure: F) -> Pipeline<Prog<F, S, Fut>>
where
    F: FnOnce(Cx<S>) -> Fut,
    S: Parts,
    Fut: Future<Output = Result<(), Error>>,
{
    Pipeline { program: Prog::new(closure), many: None, settings: Settings::new(plan) }
}

impl Settings {
    fn new(plan: Plan) -> Self {
        Settings {
            plan,
            name: String::from("pipeline"),
            trigger: Trigger::default(),
            on_error: OnError::default(),
            max_records: MAX_RECORDS,
            clock: Arc::new(SystemClock),
            subscribers: Subscribers::default(),
        }
    }

    /// What is shared where one worker is run by hand.
    fn by_hand(self, workers: usize) -> Result<Arc<Shared>, Error> {
        if workers != 1 {
            let text = "a pipeline that is driven by hand has one worker: leave `.workers(..)` out";
            return Err(Error::new(ErrorKind::Start, text));
        }
        let Settings { plan, name, on_error, clock, subscribers, .. } = self;
        let rule = Rule::manual();
        let setup = Setup {
            name,
            plan,
            rule,
            workers: 1,
            by_hand: true,
            on_error,
            clock,
            timer: None,
            notices_to_stderr: false,
            subscribers,
        };
        Ok(Shared::new(setup))
    }
}

impl<P: Program> Pipeline<P> {
    /// The name, for logs and [`explain`](Pipeline::explain); `pipeline` if none is given. Names
    /// need not differ.
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.settings.name = name.into();
        self
    }

    /// When batches open and close; [`Trigger::asap`] if nothing is said.
    pub fn trigger(mut self, trigger: Trigger) -> Self {
        self.settings.trigger = trigger;
        self
    }

    /// What becomes of records that are refused; [`OnError::fail`] if nothing is said.
    pub fn on_error(mut self, on_error: OnError) -> Self {
        self.settings.on_error = on_error;
        self
    }

    /// Records in a batch at most, over all workers; 1,000,000 if nothing is said. It bounds what a
    /// batch holds in memory. At least 1, else the pipeline does not start.
    pub fn max_records_per_batch(mut self, records: u64) -> Self {
        self.settings.max_records = records;
        self
    }

    /// Where processing time comes from; the machine's clock if nothing is said. A test gives a
    /// [`ManualClock`](crate::time::ManualClock).
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.settings.clock = Arc::new(clock);
        self
    }

    /// Runs the pipeline on `workers` workers (at least 1, else it does not start), 1 if nothing is
    /// said. Each is a task that runs all stages on its share of the input; what is captured is
    /// cloned for each. Records of one key meet on one worker, so the result is that of one worker,
    /// but for the order.
    pub fn workers(mut self, workers: usize) -> Self
    where
        P: Startable + Clone,
    {
        self.many = Some(Many { workers, launch: launch_clones });
        self
    }

    /// Subscribes to what each batch does, from the first batch on, however the pipeline is run. Any
    /// number of subscriptions may be open; each is bounded, and ends with the pipeline.
    #[must_use]
    pub fn progress(&self) -> ProgressReports {
        self.settings.subscribers.subscribe()
    }

    /// The stages of the pipeline, the boundaries between them and why they are there.
    pub fn explain(&self) -> Explain {
        Explain {
            name: self.settings.name.clone(),
            workers: self.worker_count(),
            trigger: self.settings.trigger.to_string(),
            plan: self.settings.plan,
        }
    }

    /// The same pipeline under a type with a name, to be kept in a struct. The number of
    /// [`workers`](Pipeline::workers) is to be given before.
    pub fn boxed(self) -> BoxedPipeline
    where
        P: Startable + Send,
    {
        let Pipeline { program, many, settings } = self;
        let workers = many.as_ref().map_or(1, |many| many.workers);
        let program = BoxedProgram(Box::new(move |cxs| launch(program, many, cxs)));
        let many = Many { workers, launch: |program: BoxedProgram, cxs| (program.0)(cxs) };
        Pipeline { program, many: Some(many), settings }
    }

    /// Runs the pipeline in place, on one worker, on whatever executor awaits it; nothing is
    /// spawned and no tokio is needed, as long as its sources need none. A batch closes when every
    /// source says that it has ended; the [`trigger`](Pipeline::trigger) is not used. What is
    /// captured need not be `Send`.
    ///
    /// # Errors
    /// The pipeline does not start, or fails while it runs.
    ///
    /// # Cancel safety
    /// Dropping the future aborts the pipeline.
    pub async fn drive(self) -> Result<(), Error>
    where
        P::Parts: Standalone,
    {
        let ByHand { program, cx, shared } = self.by_hand()?;
        driven(shared, Box::pin(program.launch(cx))).await
    }

    /// What it takes to run the program by hand: one worker, batches that end when the sources say
    /// so. Whoever runs it keeps a [`CloseAtEnd`].
    pub(crate) fn by_hand(self) -> Result<ByHand<P>, Error> {
        let workers = self.worker_count();
        let shared = self.settings.by_hand(workers)?;
        let parts = P::Parts::build(1).pop().ok_or_else(no_parts)?;
        let cx = Cx::new(&shared, 0).with(parts);
        Ok(ByHand { program: self.program, cx, shared })
    }

    pub(super) fn worker_count(&self) -> usize {
        self.many.as_ref().map_or(1, |many| many.workers)
    }
}

/// A program that somebody polls: one worker, its parts, and what is shared.
pub(crate) struct ByHand<P: Program> {
    pub(crate) program: P,
    pub(crate) cx: Cx<P::Parts>,
    pub(crate) shared: Arc<Shared>,
}

/// A program that need not be `Send`. Boxed, what runs it is compiled once and not with every
/// pipeline.
type LocalFuture<'a> = Pin<Box<dyn Future<Output = Result<(), Error>> + 'a>>;

fn driven(shared: Arc<Shared>, program: LocalFuture<'_>) -> LocalFuture<'_> {
    Box::pin(async move {
        let plan = *shared.plan();
        let _close = CloseAtEnd(shared);
        guarded(plan, program).await
    })
}

pub(super) fn no_parts() -> Error {
    Error::new(ErrorKind::Start, "the pipeline has no parts for its worker")
}

fn launch_clones<P: Startable + Clone>(program: P, cxs: Vec<Cx<()>>) -> Vec<BoxedFuture> {
    let parts = P::Parts::build(cxs.len());
    let launch = |(cx, parts): (Cx<()>, _)| program.clone().boxed(cx.with(parts));
    cxs.into_iter().zip(parts).map(launch).collect()
}

/// The program on every worker of `cxs`.
pub(super) fn launch<P: Startable>(program: P, many: Option<Many<P>>, cxs: Vec<Cx<()>>) -> Vec<BoxedFuture> {
    match many {
        Some(many) => (many.launch)(program, cxs),
        None => {
            let alone = cxs.into_iter().zip(P::Parts::build(1)).next();
            alone.map(|(cx, parts)| program.boxed(cx.with(parts))).into_iter().collect()
        }
    }
}

impl Program for BoxedProgram {
    type Parts = ();
    type Future = BoxedFuture;

    fn launch(self, cx: Cx<()>) -> BoxedFuture {
        self.boxed(cx)
    }
}

impl Startable for BoxedProgram {
    fn boxed(self, cx: Cx<()>) -> BoxedFuture {
        let mut workers = (self.0)(vec![cx]);
        workers.pop().unwrap_or_else(|| Box::pin(async { Err(no_parts()) }))
    }
}
