//! The clock of an embedded pipeline: the pipeline's own until the program moves it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::task::Waker;

use crate::time::{Clock, Timestamp};

/// A clock that is another's until it is set; then it stands where it is set.
pub(in crate::run) struct Moved {
    clock: Arc<dyn Clock>,
    /// The least `i64` until it is set.
    now: AtomicI64,
}

impl Moved {
    pub(in crate::run) fn from(clock: &Arc<dyn Clock>) -> Arc<Self> {
        Arc::new(Moved { clock: Arc::clone(clock), now: AtomicI64::new(i64::MIN) })
    }

    pub(super) fn set(&self, now: Timestamp) {
        self.now.store(now.as_nanos(), Ordering::Relaxed);
    }

    fn by_hand(&self) -> Option<Timestamp> {
        let now = self.now.load(Ordering::Relaxed);
        (now != i64::MIN).then_some(Timestamp::from_nanos(now))
    }
}

impl Clock for Moved {
    fn now(&self) -> Timestamp {
        self.by_hand().unwrap_or_else(|| self.clock.now())
    }

    fn wake_at(&self, at: Timestamp, waker: &Waker) -> bool {
        // Whoever moves it polls the pipeline.
        self.by_hand().is_some() || self.clock.wake_at(at, waker)
    }
}
