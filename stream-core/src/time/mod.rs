//! Points in time. Everything takes `now` as an argument; only [`SystemClock`] reads a real clock.

mod clock;
mod timestamp;

pub use clock::{Clock, ManualClock, SystemClock};
pub use timestamp::{OutOfRange, Timestamp};
