//! How long to wait before the next attempt, and when to give up; waits for nothing itself.

use std::time::Duration;

/// The wait after a first failure.
const FIRST: Duration = Duration::from_millis(100);

/// The longest wait where none is set.
pub(super) const MAX_BACKOFF: Duration = Duration::from_secs(5);

/// Attempts that fail one after another: the wait doubles from 100 ms up to a bound.
#[derive(Clone, Debug)]
pub(super) struct Backoff {
    /// The longest wait.
    max: Duration,
    /// Failures in a row that are retried; no bound where `None`.
    max_retries: Option<u32>,
    failures: u32,
}

impl Backoff {
    /// No failure so far; no wait is longer than `max`, `max_retries` failures in a row are retried.
    pub(super) fn new(max: Duration, max_retries: Option<u32>) -> Self {
        Backoff { max, max_retries, failures: 0 }
    }

    /// An attempt was good: the next failure is a first one.
    pub(super) fn reset(&mut self) {
        self.failures = 0;
    }

    /// How many attempts in a row have failed.
    pub(super) fn failures(&self) -> u32 {
        self.failures
    }

    /// The shortest wait.
    pub(super) fn first(&self) -> Duration {
        FIRST.min(self.max)
    }

    /// An attempt has failed: how long to wait before the next; `None` when it was the last.
    pub(super) fn fail(&mut self) -> Option<Duration> {
        let doublings = self.failures.min(16);
        self.failures = self.failures.saturating_add(1);
        let gives_up = self.max_retries.is_some_and(|max| self.failures > max);
        (!gives_up).then(|| (FIRST * (1 << doublings)).min(self.max))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waits(backoff: &mut Backoff, n: usize) -> Vec<u128> {
        (0..n).map_while(|_| backoff.fail()).map(|wait| wait.as_millis()).collect()
    }

    #[test]
    fn waits_double_up_to_the_bound_for_ever() {
        let mut backoff = Backoff::new(MAX_BACKOFF, None);
        assert_eq!(waits(&mut backoff, 8), [100, 200, 400, 800, 1600, 3200, 5000, 5000]);
        assert_eq!(waits(&mut backoff, 100), [5000; 100]);
    }

    #[test]
    fn a_good_attempt_starts_anew() {
        let mut backoff = Backoff::new(MAX_BACKOFF, Some(3));
        assert_eq!(waits(&mut backoff, 3), [100, 200, 400]);
        backoff.reset();
        assert_eq!(waits(&mut backoff, 10), [100, 200, 400]);
        assert_eq!(backoff.failures(), 4);
    }

    #[test]
    fn no_retries_gives_up_at_once_and_a_short_bound_holds_from_the_first_wait_on() {
        assert_eq!(Backoff::new(MAX_BACKOFF, Some(0)).fail(), None);
        let mut backoff = Backoff::new(Duration::from_millis(7), None);
        assert_eq!(waits(&mut backoff, 2), [7, 7]);
        assert_eq!(backoff.first(), Duration::from_millis(7));
    }
}
