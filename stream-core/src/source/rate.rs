//! `rate(n)`: numbered records at a steady pace, after Structured Streaming's `rate`.

use std::fmt;
use std::future::Future as _;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::time::{Sleep, sleep};

use super::owned::{Buffer, Owned, lock};
use super::{CHUNK, IntoSource, Opening, Ready, Source};
use crate::error::{Error, ErrorKind};
use crate::time::{Clock, Timestamp};

/// Gives `per_second` records a second, by the pipeline's clock: record `i`, counted from 0, is
/// `(time, i)` with `time` `i / per_second` seconds after the start, rounded up to a nanosecond, and
/// comes at that time.
///
/// A pipeline that was held up gets all it missed. The values are a function of the start and `i`
/// alone. With several workers each takes the next records. `per_second` must be greater than 0,
/// else the pipeline does not start. Under `Trigger::available_now` there are the records that are
/// due at the start: one.
pub fn rate(per_second: u64) -> Rate {
    Rate { per_second, given: Arc::default() }
}

/// Numbered records at a steady pace; made by [`rate`]. Clones share the numbers.
#[derive(Clone, Debug)]
pub struct Rate {
    per_second: u64,
    given: Arc<Mutex<Given>>,
}

#[derive(Debug, Default)]
struct Given {
    start: Option<Timestamp>,
    next: u64,
}

impl IntoSource for Rate {
    type Source = RateSource;

    fn open(self, opening: &Opening) -> Result<RateSource, Error> {
        if self.per_second == 0 {
            let text = "a rate of 0 records a second: give at least 1";
            return Err(Error::new(ErrorKind::Start, text));
        }
        let clock = Arc::clone(&opening.clock);
        let start = *lock(&self.given).start.get_or_insert_with(|| clock.now());
        Ok(RateSource {
            pace: Pace { start, per_second: self.per_second },
            given: self.given,
            clock,
            timer: None,
            buffer: Buffer::new(opening.operator.name),
        })
    }
}

/// When each record comes.
#[derive(Clone, Copy, Debug)]
struct Pace {
    start: Timestamp,
    per_second: u64,
}

/// The least and the longest time between two looks at the clock, which a program can move.
const LOOK: (Duration, Duration) = (Duration::from_millis(1), Duration::from_millis(100));

const NANOS: u64 = 1_000_000_000;

impl Pace {
    /// The time of record `i`.
    fn time(self, i: u64) -> Timestamp {
        let (seconds, rest) = (i / self.per_second, i % self.per_second);
        let nanos = (u128::from(rest) * u128::from(NANOS)).div_ceil(u128::from(self.per_second));
        let nanos = u64::try_from(nanos).unwrap_or(u64::MAX);
        self.start.plus(Duration::from_secs(seconds)).plus(Duration::from_nanos(nanos))
    }

    /// How many records are due at `now`.
    fn due(self, now: Timestamp) -> u64 {
        if now < self.start {
            return 0;
        }
        let nanos = now.since(self.start).as_nanos() * u128::from(self.per_second);
        u64::try_from(nanos / u128::from(NANOS) + 1).unwrap_or(u64::MAX)
    }
}

/// One worker's view of the records that all workers share.
pub struct RateSource {
    pace: Pace,
    given: Arc<Mutex<Given>>,
    clock: Arc<dyn Clock>,
    timer: Option<Pin<Box<Sleep>>>,
    buffer: Buffer<(Timestamp, u64)>,
}

impl fmt::Debug for RateSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RateSource").field("pace", &self.pace).finish_non_exhaustive()
    }
}

impl RateSource {
    /// Takes the records that are due; gives the time of the next one where none is.
    fn take_due(&mut self) -> Option<Duration> {
        let (pace, now) = (self.pace, self.clock.now());
        let mut given = lock(&self.given);
        let first = given.next;
        let end = pace.due(now).min(first + CHUNK as u64);
        if end <= first {
            return Some(pace.time(first).since(now));
        }
        given.next = end;
        self.buffer.fill(first, (first..end).map(|i| (pace.time(i), i)));
        None
    }
}

impl Source for RateSource {
    type Item<'a> = (Timestamp, u64);
    type Chunk<'a> = Owned<'a, (Timestamp, u64)>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<Ready, Error>> {
        while !self.buffer.has_records() {
            if let Some(timer) = &mut self.timer {
                ready!(timer.as_mut().poll(cx));
                self.timer = None;
            }
            if let Some(wait) = self.take_due() {
                self.timer = Some(Box::pin(sleep(wait.clamp(LOOK.0, LOOK.1))));
            }
        }
        Poll::Ready(Ok(Ready::Records))
    }

    fn chunk(&mut self, max: usize) -> Owned<'_, (Timestamp, u64)> {
        self.buffer.chunk(max)
    }

    fn taken(&self) -> u64 {
        self.buffer.taken()
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{self, Kept, OPERATOR, opening};
    use super::*;
    use crate::time::ManualClock;

    const START: Timestamp = Timestamp::from_millis(1_000_000);

    fn open(per_second: u64, clock: &ManualClock) -> RateSource {
        let reports = Arc::new(Kept::default());
        let opening = Opening::new((0, 1), OPERATOR, false, Arc::new(clock.clone()), reports);
        rate(per_second).open(&opening).unwrap()
    }

    #[tokio::test(start_paused = true)]
    async fn records_come_at_their_times() {
        let clock = ManualClock::at(START);
        let mut source = open(3, &clock);
        assert_eq!(testing::drain(&mut source), [(START, 0)]);
        clock.set(START.plus(Duration::from_nanos(333_333_333)));
        tokio::time::sleep(Duration::from_millis(400)).await;
        assert_eq!(testing::drain(&mut source), []);
        clock.set(START.plus(Duration::from_nanos(333_333_334)));
        tokio::time::sleep(Duration::from_millis(400)).await;
        let time = START.plus(Duration::from_nanos(333_333_334));
        assert_eq!(testing::drain(&mut source), [(time, 1)]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_pipeline_that_was_held_up_gets_all_it_missed() {
        let clock = ManualClock::at(START);
        let mut source = open(1_000, &clock);
        clock.set(START.plus(Duration::from_secs(5)));
        let records = testing::drain(&mut source);
        assert_eq!(records.len(), 5_001);
        for (i, record) in (0..).zip(&records) {
            assert_eq!(*record, (START.plus(Duration::from_millis(i)), i));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_clock_that_is_moved_back_repeats_nothing() {
        let clock = ManualClock::at(START);
        let mut source = open(10, &clock);
        assert_eq!(testing::drain(&mut source).len(), 1);
        clock.set(Timestamp::from_millis(0));
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(testing::drain(&mut source), []);
        clock.set(START.plus(Duration::from_millis(100)));
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(testing::drain(&mut source), [(START.plus(Duration::from_millis(100)), 1)]);
    }

    #[tokio::test(start_paused = true)]
    async fn workers_share_the_numbers() {
        let shared = rate(1);
        let mut one = shared.clone().open(&opening(0, 2)).unwrap();
        let mut two = shared.open(&opening(1, 2)).unwrap();
        assert_eq!(testing::drain(&mut one).len(), 1);
        assert_eq!(testing::drain(&mut two), []);
    }

    #[test]
    fn a_rate_of_zero_does_not_start() {
        let error = rate(0).open(&opening(0, 1)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Start);
    }

    #[test]
    fn pace_counts_exactly_the_records_whose_time_has_come() {
        for per_second in [1, 3, 7, 1_000, 999_999_937, 2_000_000_000] {
            let pace = Pace { start: START, per_second };
            for i in [0, 1, 2, 10, 12_345, 10_000_000] {
                let time = pace.time(i);
                assert!(pace.due(time) > i, "record {i} at {per_second} a second");
                let before = Timestamp::from_nanos(time.as_nanos() - 1);
                assert!(pace.due(before) <= i, "record {i} at {per_second} a second");
            }
        }
    }
}
