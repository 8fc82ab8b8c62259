//! A case is a pipeline beside its hand-written twin: the same input, and a result that both have to give.

use crate::measure::{self, Side};
use crate::table::{Bound, Row};

/// One side of a case, its input prepared: what is measured is the call. It returns a digest of its results.
pub(crate) type Work = Box<dyn FnOnce() -> u64>;

/// A pipeline beside its twin. Each prepares an input of the size that is given.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) pipeline: fn(u64) -> Work,
    pub(crate) twin: fn(u64) -> Work,
}

impl Case {
    /// One side, prepared.
    pub(crate) fn prepare(&self, side: Side, size: u64) -> Work {
        match side {
            Side::Pipeline => (self.pipeline)(size),
            Side::Twin => (self.twin)(size),
        }
    }

    /// The row of the instructions for each `unit` of input, counted as the difference of two sizes.
    pub(crate) fn instructions(&self, sizes: (u64, u64), unit: &str, bound: Bound) -> Row {
        let name = format!("{}, instructions", self.name);
        let Some([pipeline, twin]) = measure::instructions(self.name, sizes) else {
            return Row::skipped(name, bound, "there is no valgrind here");
        };
        Row::ratio(name, bound, pipeline / twin).twin(format!("{twin:.2} per {unit}"))
    }

    /// The row of the wall time, by A, B, A, B.
    pub(crate) fn wall(&self, size: u64, rounds: usize, bound: Bound) -> Row {
        let walls = measure::walls(self.name, size, rounds);
        let twin = format!("{:.1} ms", walls.twin.as_secs_f64() * 1e3);
        Row::ratio(format!("{}, wall", self.name), bound, walls.ratio).spread(walls.spread).twin(twin)
    }
}
