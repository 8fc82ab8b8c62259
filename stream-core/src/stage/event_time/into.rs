//! What an event time may be, and why a record has none.

use std::fmt;
use std::time::Duration;

use crate::time::Timestamp;

/// What the closure of `event_time` may return.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no `Timestamp`",
    label = "no event time",
    note = "make it one: `Timestamp::from_millis(..)`, `from_secs`, `from_micros`, `from_nanos`, `Timestamp::try_from_secs_f64(..)?`, \
            `Timestamp::from(SystemTime)`; `Option<Timestamp>` rejects a record that has none"
)]
pub trait IntoEventTime {
    /// The time; `None` where the record has none.
    fn into_event_time(self) -> Option<Timestamp>;
}

impl IntoEventTime for Timestamp {
    #[inline(always)]
    fn into_event_time(self) -> Option<Timestamp> {
        Some(self)
    }
}

impl IntoEventTime for Option<Timestamp> {
    #[inline(always)]
    fn into_event_time(self) -> Option<Timestamp> {
        self
    }
}

/// Why a record is rejected for its time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Untimely {
    /// It has none.
    NoTime,
    /// It is further ahead of the clock than is allowed.
    Ahead {
        /// How far ahead of the time of its batch.
        by: Duration,
        /// How far it may be.
        most: Duration,
    },
}

impl fmt::Display for Untimely {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Untimely::NoTime => f.write_str("no event time"),
            Untimely::Ahead { by, most } => {
                write!(
                    f,
                    "its event time is {by:?} ahead of the clock, more than `max_ahead` = {most:?}; is its unit right? a replay \
                     writes `max_ahead = none`"
                )
            }
        }
    }
}
