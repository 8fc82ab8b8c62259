//! Pipelines: how they are configured, started and ended. Only this module spawns tasks, and only
//! with the feature `runtime`.

mod explain;
mod guard;
mod pipeline;
mod program;
#[cfg(feature = "runtime")]
mod rules;
#[cfg(feature = "runtime")]
mod running;
mod stand_in;
#[cfg(feature = "runtime")]
mod start;
#[cfg(all(test, feature = "runtime"))]
mod tests;
mod trigger;

pub use explain::Explain;
pub use pipeline::{BoxedPipeline, BoxedProgram, Pipeline, pipeline};
pub use program::{Prog, Program, Startable};
#[cfg(feature = "runtime")]
pub use running::Running;
pub use stand_in::stand_in;
pub use trigger::Trigger;
