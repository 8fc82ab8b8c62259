//! Wall time, by A, B, A, B: on a machine that others use too, the ratio of neighbours says more than the times.

use std::time::{Duration, Instant};

use super::run_both;
use crate::case::Work;

/// The wall times of a case.
pub(crate) struct Walls {
    /// The median of the rounds' ratios of pipeline to twin.
    pub(crate) ratio: f64,
    /// The smallest and the largest of them.
    pub(crate) spread: (f64, f64),
    /// The median of the twin.
    pub(crate) twin: Duration,
}

/// Does the work and says how long it took, in nanoseconds.
pub(crate) fn timed(work: Work) -> (u64, u64) {
    let start = Instant::now();
    let result = work();
    (result, start.elapsed().as_nanos() as u64)
}

/// The wall times of both sides, in `rounds` rounds.
pub(crate) fn walls(case: &str, size: u64, rounds: usize) -> Walls {
    ratios(rounds, || times(case, size))
}

/// The times of the pipeline and of its twin, one after the other.
pub(crate) fn times(case: &str, size: u64) -> [Duration; 2] {
    run_both("time", case, size).map(Duration::from_nanos)
}

/// The times of what is measured and of its twin, in `rounds` rounds.
pub(crate) fn ratios(rounds: usize, mut round: impl FnMut() -> [Duration; 2]) -> Walls {
    let times: Vec<_> = (0..rounds).map(|_| round()).collect();
    let mut all: Vec<_> = times.iter().map(|[one, twin]| one.as_secs_f64() / twin.as_secs_f64()).collect();
    all.sort_by(f64::total_cmp);
    let twin = median(times.iter().map(|times| times[1]).collect());
    Walls { ratio: all[all.len() / 2], spread: (all[0], all[all.len() - 1]), twin }
}

/// The middle of the times.
pub(crate) fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
