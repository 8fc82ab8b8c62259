//! Stream processing inside a Rust program.
//!
//! A pipeline is written with [`stream!`], as a chain of operators from a source to a sink. The macro checks it and expands
//! it, when the program is compiled, to the flat loop that one would write by hand. A small runtime starts micro-batches
//! or hands records over one at a time.
//!
//! ```
//! use stream_core::{Error, stream};
//!
//! let mut counts = stream!(
//!     input::<&str>().map(|word| (word, 1)).reduce_by_key(|x, y| x + y).output::<(String, i32)>()
//! )
//! .embed()?;
//! for word in ["to", "be", "to"] {
//!     counts.feed(word)?;
//! }
//! let counted: Vec<_> = counts.drain()?.collect();
//! assert_eq!(counted, [("to".to_owned(), 2), ("be".to_owned(), 1)]);
//! # Ok::<(), Error>(())
//! ```
//!
//! # Where to look
//!
//! - [`stream!`] is the language: grammar, closures, durations, named arguments. [`operators`] lists all sources, operators
//!   and sinks, with their bounds and errors, and the triggers.
//! - [`Pipeline`] is what it makes: configured by `name`, [`trigger`](Pipeline::trigger), `workers` and
//!   [`on_error`](Pipeline::on_error), explained by [`explain`](Pipeline::explain), and then run in one of these ways:
//!
//!   | by | in | until |
//!   |---|---|---|
//!   | `run()` | a program without a runtime; it blocks | the input ends, or Ctrl-C |
//!   | `start().await` | a tokio program; gives a `Running` | the input ends, or `stop`, `finish`, `abort`, or a drop |
//!   | [`drive().await`](Pipeline::drive) | any executor, in place | the input ends |
//!   | [`embed()`](Pipeline::embed) | plain calls: [`feed`](Embedded::feed) and [`drain`](Embedded::drain) | [`finish`](Embedded::finish) |
//!   | [`sink_stream()`](Pipeline::sink_stream) | a `futures::Sink` and `Stream` | the sink is closed |
//!
//! - [`Source`], [`Sink`] and [`Operate`] are the traits of your own sources, sinks and operators.
//! - [`Error`] is what ends a pipeline; [`OnError`] says what becomes of a record that is refused, and [`Progress`] what
//!   each batch did.
//!
//! # Features
//!
//! | feature | brings |
//! |---|---|
//! | `runtime` (default) | `run`, `start`, `workers`, timers, sockets and folders, on tokio |
//! | `json`, `csv` | the operators of that name, by serde |
//! | `gz`, `zst` | compressed files in `text_files` and `files` |
//! | `test-util` | `harness`, a driver for tests of pipelines |
//!
//! Without `runtime` there is no tokio in the tree; `embed`, `sink_stream` and `drive` remain.

mod error;
pub mod exchange;
#[cfg(feature = "test-util")]
pub mod harness;
pub mod join;
pub mod keyed;
// Not `doc(hidden)`: rustc would spell out the path of every name in it.
pub mod private;
pub mod record;
mod run;
pub mod sink;
pub mod source;
mod stage;
pub mod state;
pub mod stateful;
pub mod time;
pub mod window;

pub use error::{BoxError, Error, ErrorKind};
#[doc(inline)]
pub use join::table;
pub use record::Batch;
pub use run::{BoxedPipeline, BoxedProgram, Explain, Pipeline, Program, Startable, Trigger};
pub use run::{Embeddable, EmbeddableSend, Embedded, NoWait, SinkStream, Synchronous, Waits};
#[cfg(feature = "runtime")]
pub use run::{Running, Starting};
#[doc(inline)]
pub use sink::{Collected, Sink};
#[doc(inline)]
pub use source::{IntoSource, Source};
pub use stage::{DeadLetters, OnError, Operate, OperatorProgress, Progress, ProgressReports};

#[doc = include_str!("../../docs/operators.md")]
pub mod operators {}

/// The examples of the README are tests.
#[cfg(all(doctest, feature = "runtime"))]
#[doc = include_str!("../../README.md")]
struct Readme;

// The doctests of the language run their pipelines.
#[cfg_attr(feature = "runtime", doc = include_str!("../../docs/language.md"))]
#[cfg_attr(
    not(feature = "runtime"),
    doc = "Makes a [`Pipeline`] of a chain of operators, or of a block of named streams."
)]
#[macro_export]
macro_rules! stream {
    ($($tokens:tt)*) => { $crate::private::stream_impl!($crate $($tokens)*) };
}
