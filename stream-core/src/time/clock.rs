//! Clocks: the machine's, and one that is moved by hand.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;
use std::time::{Duration, SystemTime};

use super::Timestamp;

/// Where processing time comes from.
pub trait Clock: Send + Sync {
    /// The current time.
    fn now(&self) -> Timestamp;

    /// Asks a clock that is moved by hand to wake `waker` when it is next moved, at once if it
    /// stands at `at` or later; it returns `true`. A clock that runs by itself, at the pace of
    /// real time, returns `false`: whoever waits sleeps.
    fn wake_at(&self, at: Timestamp, waker: &Waker) -> bool {
        let _ = (at, waker);
        false
    }
}

/// The machine's clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        SystemTime::now().into()
    }
}

/// A clock that a test moves by hand; clones share the time. A pipeline that waits for a point in
/// time goes on when the clock is set to it.
#[derive(Clone, Debug, Default)]
pub struct ManualClock(Arc<Hands>);

#[derive(Debug, Default)]
struct Hands {
    now: AtomicI64,
    waiting: Mutex<Vec<Waker>>,
}

impl ManualClock {
    /// A clock that stands at `now`.
    pub fn at(now: Timestamp) -> Self {
        let clock = ManualClock::default();
        clock.set(now);
        clock
    }

    /// Moves the clock to `now`, forwards or backwards.
    pub fn set(&self, now: Timestamp) {
        self.0.now.store(now.as_nanos(), Ordering::SeqCst);
        let waiting = std::mem::take(&mut *self.waiting());
        waiting.into_iter().for_each(Waker::wake);
    }

    /// Moves the clock forwards by `d`.
    pub fn advance(&self, d: Duration) {
        self.set(self.now().plus(d));
    }

    fn waiting(&self) -> MutexGuard<'_, Vec<Waker>> {
        self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_nanos(self.0.now.load(Ordering::SeqCst))
    }

    fn wake_at(&self, at: Timestamp, waker: &Waker) -> bool {
        let mut waiting = self.waiting();
        if self.now() >= at {
            waker.wake_by_ref();
        } else if !waiting.iter().any(|other| other.will_wake(waker)) {
            waiting.push(waker.clone());
        }
        true
    }
}
