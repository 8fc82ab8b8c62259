//! What an operator with lasting state says of its state, for progress.

/// The state of one operator on one worker, at the end of a batch. Those of all workers are added up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gauge {
    /// Records that were too late and contributed to nothing, since the pipeline began.
    pub late: u64,
    /// Records that were too late for some of their windows and contributed to others, since the pipeline began.
    pub late_in_part: u64,
    /// Windows that are open.
    pub windows: u64,
    /// Keys, or records, for which something is held.
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
}
