//! The program of a pipeline: the closure that every worker runs, and what may be done with it.

use std::fmt;
use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;

use crate::error::Error;
use crate::exchange::{Parts, Standalone};
use crate::stage::Cx;

/// A program on one worker, on its way to a task.
pub(super) type BoxedFuture = Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;

/// What `stream!` expands to: all stages of a pipeline, to be run by every worker. Written out only
/// to name what a function returns.
#[diagnostic::on_unimplemented(message = "`{Self}` is not the program of a pipeline")]
pub trait Program: Sized {
    /// What the workers share.
    type Parts: Parts;
    /// The program on one worker.
    type Future: Future<Output = Result<(), Error>>;

    /// The program on the worker of `cx`.
    fn launch(self, cx: Cx<Self::Parts>) -> Self::Future;
}

/// A program that can be started on a runtime: what it captures is `Send` and `'static`.
///
/// A function that returns a pipeline names it `Pipeline<impl Startable + Clone>`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be started on a runtime",
    label = "this pipeline's program is not known to be `Startable`",
    note = "a function that returns a pipeline says `-> Pipeline<impl Startable + Clone>`; one that takes it asks for `P: Startable`"
)]
// Only the future is asked to be `Send`: rustc then says which value held in it is not.
pub trait Startable: Program<Parts: Standalone> + 'static {
    /// The program on the worker of `cx`, as a task.
    fn boxed(self, cx: Cx<Self::Parts>) -> BoxedFuture;
}

/// The program that a closure of `stream!` makes.
pub struct Prog<F, S, Fut> {
    closure: F,
    made: PhantomData<fn() -> (S, Fut)>,
}

impl<F, S, Fut> Prog<F, S, Fut> {
    pub(super) fn new(closure: F) -> Self {
        Prog { closure, made: PhantomData }
    }
}

impl<F: Clone, S, Fut> Clone for Prog<F, S, Fut> {
    fn clone(&self) -> Self {
        Prog::new(self.closure.clone())
    }
}

impl<F, S, Fut> fmt::Debug for Prog<F, S, Fut> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Prog")
    }
}

impl<F, S, Fut> Program for Prog<F, S, Fut>
where
    S: Parts,
    Fut: Future<Output = Result<(), Error>>,
    F: FnOnce(Cx<S>) -> Fut,
{
    type Parts = S;
    type Future = Fut;

    fn launch(self, cx: Cx<S>) -> Fut {
        (self.closure)(cx)
    }
}

impl<F, S, Fut> Startable for Prog<F, S, Fut>
where
    S: Parts + Standalone + 'static,
    Fut: Future<Output = Result<(), Error>> + Send + 'static,
    F: FnOnce(Cx<S>) -> Fut + 'static,
{
    fn boxed(self, cx: Cx<S>) -> BoxedFuture {
        Box::pin((self.closure)(cx))
    }
}
