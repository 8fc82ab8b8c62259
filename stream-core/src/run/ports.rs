//! The typed ends of a pipeline, `input::<T>()` and `.output::<U>()`, and what the program does with
//! them.

#[cfg(test)]
pub(super) mod testing;

use std::future::Future;
use std::marker::PhantomData;
use std::sync::Arc;

use super::embedded::{Embedded, Moved};
use super::guard::{CloseAtEnd, guarded};
use super::pipeline::{ByHand, Pipeline};
use super::program::{BoxedFuture, Prog, Program};
use super::sink_stream::SinkStream;
use crate::error::Error;
use crate::exchange::{Part, Parts};
use crate::sink::{Drainer, OutPort};
use crate::source::{Feeder, InPort};
use crate::stage::Cx;

/// The typed ends of a pipeline, its first part. `W` is [`NoWait`] or [`Waits`]; where one of the
/// ends is missing its record is [`NoRecord`].
#[derive(Debug)]
pub struct Ports<T, U, W> {
    input: InPort<T>,
    output: OutPort<U>,
    waits: PhantomData<fn() -> W>,
}

impl<T, U, W> Ports<T, U, W> {
    /// The pipeline's ends: what it reads and what it writes.
    pub fn split(self) -> (InPort<T>, OutPort<U>) {
        (self.input, self.output)
    }

    fn ends(&self) -> (Feeder<T>, Drainer<U>) {
        (self.input.feeder(), self.output.drainer())
    }
}

impl<T, U, W> Part for Ports<T, U, W> {
    fn make(workers: usize) -> Vec<Self> {
        let ports = || Ports { input: InPort::new(), output: OutPort::new(), waits: PhantomData };
        std::iter::repeat_with(ports).take(workers).collect()
    }
}

/// The record of an end that a pipeline does not have.
#[derive(Clone, Copy, Debug)]
pub enum NoRecord {}

/// A pipeline that waits for nothing but its input.
#[derive(Clone, Copy, Debug)]
pub enum NoWait {}

/// A pipeline that waits for more than its input: there is an `.await` in it, or a source that is
/// not `input`.
#[derive(Clone, Copy, Debug)]
pub enum Waits {}

/// A pipeline that can be run by calls that do not wait.
#[diagnostic::on_unimplemented(
    message = "this pipeline waits (`.await`, or a source that is not `input`), so it cannot be fed synchronously",
    label = "`embed` cannot wait",
    note = "`.sink_stream()` makes it a `Sink` and a `Stream`"
)]
pub trait Synchronous {}

impl Synchronous for NoWait {}

/// A program with typed ends: `In` is what it is fed, `Out` what it is drained of.
///
/// A function that returns a pipeline to be embedded names it
/// `Pipeline<impl Embeddable<In = Trade, Out = Alert, Waiting = NoWait>>`.
#[diagnostic::on_unimplemented(
    message = "this pipeline has no typed ends: there is nothing to feed and nothing to drain",
    label = "neither `input` nor `output`",
    note = "begin it with `input::<T>()` and end it with `.output::<U>()`, or `.start()` or `.run()` it"
)]
pub trait Embeddable: Program {
    /// What goes in.
    type In;
    /// What comes out.
    type Out;
    /// [`NoWait`] or [`Waits`].
    type Waiting;

    /// The ends among the parts.
    #[doc(hidden)]
    fn ports<'p>(&self, parts: &'p mut Self::Parts) -> &'p mut Ports<Self::In, Self::Out, Self::Waiting>;
}

impl<F, T, U, W, R, Fut> Embeddable for Prog<F, (Ports<T, U, W>, R), Fut>
where
    R: Parts,
    Fut: Future<Output = Result<(), Error>>,
    F: FnOnce(Cx<(Ports<T, U, W>, R)>) -> Fut,
{
    type In = T;
    type Out = U;
    type Waiting = W;

    fn ports<'p>(&self, parts: &'p mut (Ports<T, U, W>, R)) -> &'p mut Ports<T, U, W> {
        &mut parts.0
    }
}

/// An embeddable program that may move between threads: what it captures is `Send` and `'static`.
#[diagnostic::on_unimplemented(
    message = "this pipeline is no sink and stream: it has no typed ends, or it borrows from its program",
    label = "neither `input` nor `output`, or not `'static`",
    note = "begin it with `input::<T>()` or end it with `.output::<U>()`, and let it own what it captures"
)]
// As with `Startable`, only the future is asked to be `Send`: rustc then says which value is not.
pub trait EmbeddableSend: Embeddable + 'static {
    /// The program on the worker of `cx`, as a task.
    #[doc(hidden)]
    fn boxed(self, cx: Cx<Self::Parts>) -> BoxedFuture;
}

impl<F, T, U, W, R, Fut> EmbeddableSend for Prog<F, (Ports<T, U, W>, R), Fut>
where
    T: 'static,
    U: 'static,
    W: 'static,
    R: Parts + 'static,
    Fut: Future<Output = Result<(), Error>> + Send + 'static,
    F: FnOnce(Cx<(Ports<T, U, W>, R)>) -> Fut + 'static,
{
    fn boxed(self, cx: Cx<Self::Parts>) -> BoxedFuture {
        Box::pin(self.launch(cx))
    }
}

impl<P: Program> Pipeline<P> {
    /// Opens the pipeline for a program that feeds and drains it by plain calls, on its own thread,
    /// without a runtime. What it captures need be neither `Send` nor `'static`. One worker; the
    /// [`trigger`](Pipeline::trigger) is not used, a batch is what is fed between two drains. Processing time is the
    /// pipeline's clock, or what [`advance`](Embedded::advance) is given.
    ///
    /// # Errors
    /// The pipeline does not start.
    pub fn embed<'a, T, U, W>(self) -> Result<Embedded<'a, T, U>, Error>
    where
        P: Embeddable<In = T, Out = U, Waiting = W> + 'a,
        W: Synchronous,
    {
        let mut pipeline = self;
        let clock = Moved::from(&pipeline.settings.clock);
        pipeline.settings.clock = Arc::<Moved>::clone(&clock);
        let ByHand { program, mut cx, shared } = pipeline.by_hand()?;
        let ends = program.ports(&mut cx.parts).ends();
        let closing = CloseAtEnd(Arc::clone(&shared));
        let run = async move { guarded(*closing.0.plan(), program.launch(cx)).await };
        Embedded::start(Box::pin(run), ends, (clock, shared))
    }

    /// Opens the pipeline as a `futures::Sink` of its input and a `futures::Stream` of its output,
    /// on any executor. One worker; the [`trigger`](Pipeline::trigger) is not used, a batch is what
    /// is sent between two flushes.
    ///
    /// # Errors
    /// The pipeline does not start.
    pub fn sink_stream<T, U>(self) -> Result<SinkStream<T, U>, Error>
    where
        P: EmbeddableSend<In = T, Out = U>,
    {
        let ByHand { program, mut cx, shared } = self.by_hand()?;
        let ports = program.ports(&mut cx.parts);
        ports.output.bound();
        let ends = ports.ends();
        let (closing, worker) = (CloseAtEnd(shared), program.boxed(cx));
        let run = async move { guarded(*closing.0.plan(), worker).await };
        SinkStream::start(Box::pin(run), ends)
    }
}
