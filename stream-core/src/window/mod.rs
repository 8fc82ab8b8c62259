//! Windows over time, by number of records and over batches, and the aggregates of what falls into them.
//!
//! Windows are pure: they assign, merge and fire. Time comes in with each record as a [`Stamp`](crate::stage::Stamp) and with
//! each firing as a [`Tick`](crate::stage::Tick). Intervals are half open, `[start, end)`. With one worker results come out
//! in a fixed order: windows by end, keys by first sight.

mod aggregate;
pub mod aggregates;
mod assign;
mod batches;
mod count;
mod fired;
mod fixed;
mod marks;
mod policy;
mod running;
mod session;
mod sharing;
mod sides;
mod sliding;
mod windowed;

pub use aggregate::{Aggregate, AggregateError};
pub use assign::{Assign, Length, LengthOf};
pub use batches::{Batches, InverseBatches, InversePacket, Reversible};
pub use count::{CountPacket, CountWindows};
pub use fixed::{Fixed, Parcel};
pub use policy::{Emit, OutsideTime, Overflow, Policy, Slot};
pub use running::{RunningParcel, RunningWindows};
pub use session::{Piece as SessionPart, Session, SessionPacket};
pub use sides::{BothSides, Side, SidesOf, join_full, join_inner, join_left, join_right};
pub use sliding::{Panes, Slide, SlideOf, Sliding, SlidingPacket};
pub use windowed::{Pane, Timing, Window, Windowed};
