//! Joins over time: of two streams by key and distance in time, and of a stream with a table.
//!
//! A join never loses a pair of which neither record is late, and what comes out does not depend on where batches begin, on
//! the number of workers or on how sources interleave. Time comes in with each record as a [`Stamp`](crate::stage::Stamp) and
//! at the end of each batch as a [`Tick`](crate::stage::Tick).

mod expiry;
mod interval;
mod lookup;
mod mode;
mod pairs;
mod queue;
mod span;
mod state;
pub mod table;
#[cfg(test)]
mod tests;
mod wheel;

pub use interval::{Interval, JoinPacket, MAX_HELD, Reach, Within};
pub use lookup::{AT_ONCE, Lookup};
pub use mode::{FullOuter, Inner, LeftOuter, Mode, RightOuter};
pub use pairs::{Met, Pairs};
