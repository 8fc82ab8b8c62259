//! Points in time. Everything takes `now` as an argument; only [`SystemClock`] reads a real clock.

use std::fmt;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Waker;
use std::time::{Duration, SystemTime};

/// A point in time: nanoseconds since the Unix epoch, from the year 1677 to 2262.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The first point in the range, in the year 1677.
    pub const MIN: Timestamp = Timestamp(i64::MIN);

    /// The last point in the range, in the year 2262.
    pub const MAX: Timestamp = Timestamp(i64::MAX);

    /// The point `nanos` nanoseconds after (before, if negative) the Unix epoch.
    pub const fn from_nanos(nanos: i64) -> Self {
        Timestamp(nanos)
    }

    /// The point `millis` milliseconds after the Unix epoch; saturates at the ends of the range.
    pub const fn from_millis(millis: i64) -> Self {
        Timestamp(millis.saturating_mul(1_000_000))
    }

    /// Nanoseconds since the Unix epoch.
    pub const fn as_nanos(self) -> i64 {
        self.0
    }

    /// Whole milliseconds since the Unix epoch, rounded towards the past.
    pub const fn as_millis(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// The point `d` later; saturates at the end of the range.
    #[must_use]
    pub fn plus(self, d: Duration) -> Self {
        Timestamp(self.0.saturating_add(i64::try_from(d.as_nanos()).unwrap_or(i64::MAX)))
    }

    /// The point `d` earlier; saturates at the start of the range.
    #[must_use]
    pub fn minus(self, d: Duration) -> Self {
        Timestamp(self.0.saturating_sub(i64::try_from(d.as_nanos()).unwrap_or(i64::MAX)))
    }

    /// How long after `earlier` this point is; zero if it is not after it.
    pub fn since(self, earlier: Timestamp) -> Duration {
        Duration::from_nanos(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// The first multiple of `step` since the Unix epoch that is after this point.
    ///
    /// # Panics
    /// If `step` is zero.
    #[must_use]
    pub fn next_multiple(self, step: Duration) -> Self {
        let step = i64::try_from(step.as_nanos()).unwrap_or(i64::MAX);
        Timestamp(self.0.div_euclid(step).saturating_add(1).saturating_mul(step))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ms", self.as_millis())
    }
}

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
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Timestamp::default().plus(since)
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
