//! What stands for a pipeline that has mistakes, so that the program around it is checked as if it were whole.

use std::convert::Infallible;
use std::future::{Pending, pending};
use std::marker::PhantomData;

use super::pipeline::Pipeline;
use super::ports::{Embeddable, EmbeddableSend, NoWait, Ports};
use super::program::{BoxedFuture, Program, Startable};
use crate::error::Error;
use crate::stage::Cx;

/// The program of a pipeline that is not compiled; there is none.
#[derive(Clone, Debug)]
pub struct StandIn<T, U>(Infallible, PhantomData<fn() -> (T, U)>);

impl<T, U> Program for StandIn<T, U> {
    type Parts = ();
    type Future = Pending<Result<(), Error>>;

    fn launch(self, _: Cx<()>) -> Self::Future {
        pending()
    }
}

impl<T: 'static, U: 'static> Startable for StandIn<T, U> {
    fn boxed(self, _: Cx<()>) -> BoxedFuture {
        Box::pin(pending())
    }
}

impl<T, U> Embeddable for StandIn<T, U> {
    type In = T;
    type Out = U;
    type Waiting = NoWait;

    fn ports<'p>(&self, (): &'p mut ()) -> &'p mut Ports<T, U, NoWait> {
        match self.0 {}
    }
}

impl<T: 'static, U: 'static> EmbeddableSend for StandIn<T, U> {
    fn boxed(self, _: Cx<()>) -> BoxedFuture {
        match self.0 {}
    }
}

/// A pipeline of the type that the ends of the refused one say. Never called: the program that would call it has errors.
///
/// # Panics
/// Always.
pub fn stand_in<T, U>() -> Pipeline<StandIn<T, U>> {
    panic!("a pipeline with mistakes is not compiled")
}
