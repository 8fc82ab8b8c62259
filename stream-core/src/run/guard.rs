//! A panic in a closure of the user becomes the error of the pipeline.

use std::any::Any;
use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use crate::error::{Error, ErrorKind};
use crate::stage::{Plan, Shared, panicked_at};

/// Runs a worker; a panic in it is an error that names the operator that was at work.
pub(crate) async fn guarded<F>(plan: Plan, worker: F) -> Result<(), Error>
where
    F: Future<Output = Result<(), Error>>,
{
    let mut worker = pin!(worker);
    // A worker that has panicked is never polled again, so nobody sees what it left half done.
    poll_fn(|cx| {
        // What a panic outside left behind on this thread is not this worker's.
        panicked_at();
        match catch_unwind(AssertUnwindSafe(|| worker.as_mut().poll(cx))) {
            Ok(polled) => polled,
            Err(payload) => Poll::Ready(Err(panicked(&plan, payload.as_ref()))),
        }
    })
    .await
}

/// The error of a panic that has just been caught on this thread.
pub(crate) fn panicked(plan: &Plan, payload: &(dyn Any + Send)) -> Error {
    let text = payload.downcast_ref::<&str>().copied();
    let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    let error = Error::new(ErrorKind::Panic, format!("panicked: {}", text.unwrap_or("no message")));
    match panicked_at().and_then(|number| plan.operator(number)) {
        Some(operator) => error.at(operator),
        None => error,
    }
}

/// Closes what the pipeline reports to, however it ends.
pub(crate) struct CloseAtEnd(pub(crate) Arc<Shared>);

impl Drop for CloseAtEnd {
    fn drop(&mut self) {
        self.0.close();
    }
}
