//! What an operator with lasting state says of its state, for progress.

use std::cell::Cell;

/// The state of one operator on one worker, at the end of a batch. Those of all workers are added up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gauge {
    /// Records that were too late and contributed to nothing, since the pipeline began.
    pub late: u64,
    /// Records that were too late for some of their windows and contributed to others, since the pipeline began.
    pub late_in_part: u64,
    /// Windows that are open.
    pub windows: u64,
    /// Keys, or records, for which something is held. Where many windows are open, they and the bytes may be some batches old: by up to
    /// a 64th of the number of windows.
    pub keys: u64,
    /// About how many bytes the tables take, as far as they have grown; what keys and values own elsewhere is not in it.
    pub bytes: u64,
}

impl Gauge {
    /// The state of both.
    #[must_use]
    pub fn plus(self, other: Gauge) -> Gauge {
        Gauge {
            late: self.late.saturating_add(other.late),
            late_in_part: self.late_in_part.saturating_add(other.late_in_part),
            windows: self.windows.saturating_add(other.windows),
            keys: self.keys.saturating_add(other.keys),
            bytes: self.bytes.saturating_add(other.bytes),
        }
    }
}

/// So many parts are measured anew for each batch.
const AT_ONCE: usize = 64;

/// A measure over many parts, taken anew only so often that it costs a batch no more than a constant: where there are more than
/// 64 parts, it is up to a 64th of their number of batches old.
#[derive(Default)]
pub(crate) struct Sampled<T> {
    last: Cell<T>,
    /// For how many batches it is good.
    left: Cell<usize>,
}

impl<T: Copy> Sampled<T> {
    /// The measure of so many parts; `measure` takes it anew.
    pub(crate) fn of(&self, parts: usize, measure: impl FnOnce() -> T) -> T {
        let left = self.left.get().min(parts / AT_ONCE);
        if left == 0 {
            self.last.set(measure());
            self.left.set(parts / AT_ONCE);
        } else {
            self.left.set(left - 1);
        }
        self.last.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gauges_of_workers_add_up() {
        let one = Gauge { late: 1, late_in_part: 2, windows: 3, keys: 4, bytes: u64::MAX };
        let two = Gauge { late: 10, late_in_part: 20, windows: 30, keys: 40, bytes: 1 };
        let both = Gauge { late: 11, late_in_part: 22, windows: 33, keys: 44, bytes: u64::MAX };
        assert_eq!(one.plus(two), both);
        assert_eq!(one.plus(Gauge::default()), one);
    }

    #[test]
    fn what_has_many_parts_is_measured_seldom() {
        let (sampled, taken) = (Sampled::<usize>::default(), Cell::new(0));
        let of = |parts: usize| {
            sampled.of(parts, || {
                taken.set(taken.get() + 1);
                parts
            })
        };
        (0..10).for_each(|parts| assert_eq!(of(parts), parts));
        assert_eq!(of(6_400), 6_400);
        (0..100).for_each(|more| assert_eq!(of(6_400 + more), 6_400));
        assert_eq!(of(6_500), 6_500);
        assert_eq!(of(3), 3, "few are measured at once");
        assert_eq!(taken.get(), 13);
    }
}
