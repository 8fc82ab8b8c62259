//! A stage runs between two boundaries; this module holds what its code calls: the worker it runs
//! on, the sources it reads, and the protocol by which all workers run the same batches.
//!
//! Contract: every worker takes part in every batch, in the same order, and none begins batch
//! `k + 1` before all have ended batch `k`. Nothing here reads a clock, spawns or touches a file:
//! time enters through [`Clock`](crate::time::Clock) and [`Timer`], and waiting is by wakers.

mod accept;
mod at;
mod batches;
mod by_hand;
mod concurrent;
mod control;
mod dead_letters;
mod decode;
mod event_time;
mod fork;
mod gauge;
mod kept;
mod on_error;
mod opened;
mod operate;
#[cfg(feature = "runtime")]
mod outside;
mod plan;
mod progress;
mod rule;
mod shared;
mod stamp;
mod status;
mod timing;
mod worker;

pub(crate) use at::panicked_at;
pub use at::{At, Watch};
pub use concurrent::{Concurrent, Moved, TimedOut, placed};
#[cfg(feature = "runtime")]
pub use concurrent::{timeout, timeout_of_result};
pub use dead_letters::DeadLetters;
#[cfg(not(feature = "csv"))]
pub use decode::CsvIsOn;
#[cfg(not(feature = "json"))]
pub use decode::JsonIsOn;
pub use decode::{csv, csv_by, json, parse};
pub use event_time::{EventTime, Held, IntoEventTime, Report, Untimely, meet, when};
pub use fork::{Branches, Fork, OneType, RecordOf, fork};
pub use gauge::Gauge;
pub(crate) use gauge::Sampled;
pub use kept::{
    Bytes, Kept, KeptFirstLent, KeptHalfLent, KeptLent, KeptOwned, LentBytes, NoBytes, Owned, OwnedParts,
};
pub use on_error::OnError;
pub use opened::{Feed, Opened, Sources};
pub use operate::Operate;
pub use plan::Plan;
pub(crate) use progress::Subscribers;
pub use progress::{OperatorProgress, Progress, Reports as ProgressReports};
pub(crate) use rule::Rule;
pub(crate) use shared::{Setup, Shared};
#[cfg(feature = "runtime")]
pub(crate) use shared::{Sleep, Timer};
pub use stamp::{Stamp, Tick};
pub use worker::{Cx, Worker};
