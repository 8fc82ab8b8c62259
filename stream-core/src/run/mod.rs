//! Pipelines: how they are configured, started and ended. Only this module spawns tasks, and only
//! with the feature `runtime`.

mod driven;
mod embedded;
mod explain;
mod guard;
mod pipeline;
mod ports;
mod program;
#[cfg(feature = "runtime")]
mod rules;
#[cfg(feature = "runtime")]
mod running;
mod sink_stream;
mod stand_in;
#[cfg(feature = "runtime")]
mod start;
#[cfg(all(test, feature = "runtime"))]
mod tests;
mod trigger;

pub use embedded::Embedded;
pub use explain::Explain;
pub use pipeline::{BoxedPipeline, BoxedProgram, Pipeline, pipeline};
pub use ports::{Embeddable, EmbeddableSend, NoRecord, NoWait, Ports, Synchronous, Waits};
pub use program::{Prog, Program, Startable};
#[cfg(feature = "runtime")]
pub use running::Running;
pub use sink_stream::SinkStream;
pub use stand_in::{StandIn, stand_in};
#[cfg(feature = "runtime")]
pub use start::Starting;
pub use trigger::Trigger;
