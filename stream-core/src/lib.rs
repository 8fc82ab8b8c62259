//! Stream processing inside a Rust program.
//!
//! A pipeline is written with [`stream!`]; the macro checks it and expands it, when the program is
//! compiled, to the flat loop that one would write by hand. A small runtime starts micro-batches or
//! hands records over one at a time.

mod error;
pub mod exchange;
pub mod keyed;
#[doc(hidden)]
pub mod private;
pub mod record;
mod run;
pub mod sink;
pub mod source;
mod stage;
pub mod state;
pub mod time;

pub use error::{BoxError, Error, ErrorKind};
pub use record::Batch;
#[cfg(feature = "runtime")]
pub use run::Running;
pub use run::{BoxedPipeline, BoxedProgram, Explain, Pipeline, Program, Startable, Trigger};
pub use run::{Embeddable, EmbeddableSend, Embedded, NoWait, SinkStream, Synchronous, Waits};
#[doc(inline)]
pub use sink::{Collected, Sink};
#[doc(inline)]
pub use source::{IntoSource, Source};
pub use stage::{DeadLetters, OnError, Operate, Progress, ProgressReports};

/// Makes a [`Pipeline`] of a chain of operators, or of a block of named streams.
#[macro_export]
macro_rules! stream {
    ($($tokens:tt)*) => { $crate::private::stream_impl!($crate $($tokens)*) };
}
