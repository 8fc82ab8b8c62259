//! What an editor sees of a pipeline: every operator as a method with its text from the operator table, over streams that
//! hold nothing.
//!
//! Under `cfg(rust_analyzer)` `stream!` expands to the user's chain over these types, so that names complete, closure
//! parameters have types and texts show, also in a line that is being typed. Signatures say what the operators take and
//! give, for inference; nothing here is ever run, and rustc compiles it for the tests alone.

mod keyed;
mod lasting;
mod named;
mod records;
mod several;
mod sinks;
pub mod sources;
pub mod windows;

use std::marker::PhantomData;

use crate::run::{Pipeline, StandIn, stand_in};

pub use keyed::{KeptLent, KeptOwned};
pub use named::More;
pub use sinks::{Collects, Ended, Same};
pub use sources::Called;
pub use windows::itself;

/// A stream of records. A stream that is read twice is moved twice, which no editor minds: every trait that it had would
/// be offered among the operators.
pub struct Stream<T>(PhantomData<fn() -> T>);

impl<T> std::fmt::Debug for Stream<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Stream")
    }
}

/// The stream that an operator gives for what it takes.
const fn stream<T>() -> Stream<T> {
    Stream(PhantomData)
}

/// The duration that a suffixed literal stands for.
pub const DURATION: std::time::Duration = std::time::Duration::from_secs(1);

/// The records of the typed ends, `input::<T>()` and `.output::<U>()`.
#[derive(Debug)]
pub struct Ends<T, U>(PhantomData<fn() -> (T, U)>);

impl<T, U> Default for Ends<T, U> {
    fn default() -> Self {
        Ends(PhantomData)
    }
}

impl<T, U> Ends<T, U> {
    /// The pipeline of these ends.
    #[doc(hidden)]
    pub fn pipeline(self) -> Pipeline<StandIn<T, U>> {
        stand_in()
    }
}

impl<U> Ends<(), U> {
    /// There is no `input`.
    #[doc(hidden)]
    pub fn without_input(self) -> Self {
        self
    }
}

impl<T> Ends<T, ()> {
    /// There is no `output`.
    #[doc(hidden)]
    pub fn without_output(self) -> Self {
        self
    }
}

/// The value of a closure that waits.
pub fn awaited<F: Future>(future: F) -> F::Output {
    given(future);
    unreachable!("what editors see is not run")
}

/// Drops what an operator takes.
fn given<T>(_: T) {}

#[cfg(test)]
mod tests;
