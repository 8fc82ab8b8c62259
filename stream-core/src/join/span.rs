//! The limit of a join, as the number that it is added by.

use std::time::Duration;

use super::Within;
use crate::time::Timestamp;

/// A length of time in nanoseconds, at least 0.
#[derive(Clone, Copy)]
pub(super) struct Span(i64);

impl Span {
    /// `None` where there is no limit.
    pub(super) fn of(within: Within) -> Option<Self> {
        let Within::Limit(limit) = within else { return None };
        Some(Span(i64::try_from(limit.as_nanos()).unwrap_or(i64::MAX)))
    }

    /// The length itself.
    pub(super) fn length(self) -> Duration {
        Duration::from_nanos(self.0.unsigned_abs())
    }

    /// The point that much later; saturates at the end of the range.
    #[inline]
    pub(super) fn after(self, time: Timestamp) -> Timestamp {
        Timestamp::from_nanos(time.as_nanos().saturating_add(self.0))
    }

    /// The point that much earlier; saturates at the start of the range.
    #[inline]
    pub(super) fn before(self, time: Timestamp) -> Timestamp {
        // Shorter than to saturate.
        time.as_nanos().checked_sub(self.0).map_or_else(start, Timestamp::from_nanos)
    }
}

#[cold]
#[inline(never)]
fn start() -> Timestamp {
    Timestamp::MIN
}
