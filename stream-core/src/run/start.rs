//! Starting a pipeline: on the tokio runtime of the program, or on one of its own.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::runtime::{Builder, Handle, Runtime};

use super::guard::CloseAtEnd;
use super::pipeline::{Pipeline, Settings, launch, no_parts};
use super::program::{Program, Startable};
use super::rules::rule;
use super::running::{Running, supervise, worker_task};
use crate::error::{Error, ErrorKind};
use crate::exchange::{Parts, Standalone};
use crate::stage::{Cx, Setup, Shared, Sleep, Timer};

struct TokioTimer;

impl Timer for TokioTimer {
    fn sleep(&self, duration: Duration) -> Sleep {
        Box::pin(tokio::time::sleep(duration))
    }
}

/// A pipeline that is starting: the future of [`Pipeline::start`].
#[must_use = "a pipeline that is starting is stopped when this is dropped: `.await` it"]
pub struct Starting(Pin<Box<dyn Future<Output = Result<Running, Error>> + Send>>);

impl fmt::Debug for Starting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Starting")
    }
}

impl Future for Starting {
    type Output = Result<Running, Error>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.as_mut().poll(cx)
    }
}

impl<P: Program> Pipeline<P> {
    /// Starts the pipeline on the tokio runtime this is called in. It returns when all sources are
    /// open. What the pipeline captures has to be `Send` and `'static`; where it is not,
    /// [`run`](Pipeline::run) or [`drive`](Pipeline::drive) may do.
    ///
    /// # Errors
    /// The pipeline does not start: a source cannot be opened, a setting contradicts another, or
    /// there is no tokio runtime.
    ///
    /// # Cancel safety
    /// Dropping the future stops the pipeline.
    pub fn start(self) -> Starting
    where
        P: Startable,
    {
        // All that need not be `Send` is done before the future is returned.
        let running = self.spawn();
        Starting(Box::pin(async move { running?.opened().await }))
    }

    fn spawn(self) -> Result<Running, Error>
    where
        P: Startable,
    {
        if Handle::try_current().is_err() {
            let text =
                "`start` needs a tokio runtime, and there is none here: call `.run()`, which brings its own";
            return Err(Error::new(ErrorKind::Start, text));
        }
        let (program, many, shared) = self.set_up(false)?;
        let workers = launch(program, many, contexts(&shared));
        Ok(Running::spawn(shared, workers))
    }

    /// Runs the pipeline to its end on a runtime of its own and blocks meanwhile.
    ///
    /// Ctrl-C (SIGINT) ends it after the batch in hand, a second one at once; from the first call
    /// on, for as long as the program lives, that signal no longer ends the program by itself.
    /// Notices, such as a refused connection, go to stderr where no `tracing` subscriber is set.
    /// With one worker, what the pipeline captures need be neither `Send` nor `'static`.
    ///
    /// # Errors
    /// The pipeline does not start, or fails while it runs, or is ended at once by a second Ctrl-C
    /// (kind [`Aborted`](ErrorKind::Aborted)).
    pub fn run(self) -> Result<(), Error>
    where
        P::Parts: Standalone,
    {
        if Handle::try_current().is_ok() {
            let text = "`run` blocks, and this is within a tokio runtime: call `.start().await` instead";
            return Err(Error::new(ErrorKind::Start, text));
        }
        let runtime = runtime(self.worker_count())?;
        let (program, many, shared) = self.set_up(true)?;
        match many {
            Some(many) => {
                let workers = (many.launch)(program, contexts(&shared));
                runtime.block_on(interruptible(&shared, supervise(Arc::clone(&shared), workers)))
            }
            None => {
                let parts = P::Parts::build(1).pop().ok_or_else(no_parts)?;
                let worker = program.launch(Cx::new(&shared, 0).with(parts));
                let _close = CloseAtEnd(Arc::clone(&shared));
                runtime.block_on(interruptible(&shared, worker_task(*shared.plan(), worker)))
            }
        }
    }

    /// What the workers share, beside the program.
    fn set_up(self, notices_to_stderr: bool) -> Result<SetUp<P>, Error> {
        let workers = self.worker_count();
        if workers == 0 {
            let text = "a pipeline cannot run on 0 workers: give `.workers(..)` at least 1";
            return Err(Error::new(ErrorKind::Start, text));
        }
        let Settings { plan, name, trigger, on_error, max_records, clock, subscribers } = self.settings;
        let rule = rule(&trigger, &plan, max_records)?;
        let timer = Some(Arc::new(TokioTimer) as Arc<dyn Timer>);
        let setup = Setup {
            name,
            plan,
            rule,
            workers,
            by_hand: false,
            on_error,
            clock,
            timer,
            notices_to_stderr,
            subscribers,
        };
        Ok((self.program, self.many, Shared::new(setup)))
    }
}

type SetUp<P> = (P, Option<super::pipeline::Many<P>>, Arc<Shared>);

fn contexts(shared: &Arc<Shared>) -> Vec<Cx<()>> {
    (0..shared.workers()).map(|index| Cx::new(shared, index)).collect()
}

fn runtime(workers: usize) -> Result<Runtime, Error> {
    let mut builder = if workers > 1 { Builder::new_multi_thread() } else { Builder::new_current_thread() };
    let runtime = builder.worker_threads(workers.max(1)).enable_all().build();
    runtime.map_err(|error| Error::new(ErrorKind::Start, "the runtime cannot be set up").caused_by(error))
}

/// Runs `pipeline`; the first Ctrl-C stops it, the second aborts it.
async fn interruptible<F>(shared: &Shared, pipeline: F) -> Result<(), Error>
where
    F: Future<Output = Result<(), Error>>,
{
    let interrupts = async {
        // Where the signal cannot be listened to, the pipeline runs without.
        for _ in 0..2 {
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
            shared.stop();
        }
    };
    tokio::select! {
        biased;
        () = interrupts => Err(Error::new(ErrorKind::Aborted, "the pipeline was ended by a second Ctrl-C")),
        result = pipeline => result,
    }
}
