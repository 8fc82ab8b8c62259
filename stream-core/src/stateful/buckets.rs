//! Slots in buckets by time, so that those whose time has come are found without visiting the others.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::time::Timestamp;

/// Into about how many buckets the times from now on are cut.
const BUCKETS: u32 = 16;

/// Slots by time. A bucket is a power of two of nanoseconds long.
pub(super) struct Buckets {
    /// The binary logarithm of the length.
    shift: u32,
    /// The bucket that was put into last, by its number: most times are near one another.
    hot: (i64, Vec<u32>),
    rest: BTreeMap<i64, Vec<u32>>,
}

impl Buckets {
    /// For times that are up to `within` ahead.
    pub(super) fn new(within: Duration) -> Self {
        let nanos = i64::try_from((within / BUCKETS).as_nanos()).unwrap_or(i64::MAX).max(1);
        Buckets { shift: nanos.ilog2(), hot: (0, Vec::new()), rest: BTreeMap::new() }
    }

    /// Notes that the time of the slot is `at`.
    #[inline]
    pub(super) fn put(&mut self, at: Timestamp, slot: u32) {
        let number = at.as_nanos() >> self.shift;
        if number != self.hot.0 {
            self.turn_to(number);
        }
        self.hot.1.push(slot);
    }

    #[cold]
    fn turn_to(&mut self, number: i64) {
        let slots = self.rest.remove(&number).unwrap_or_default();
        let (before, slots) = std::mem::replace(&mut self.hot, (number, slots));
        if !slots.is_empty() {
            self.rest.insert(before, slots);
        }
    }

    /// Takes the slots of the next bucket out, if all times in it are up to `until`.
    pub(super) fn take(&mut self, until: Timestamp) -> Option<Vec<u32>> {
        let (number, _) = self.rest.first_key_value()?;
        self.is_over(*number, until).then(|| self.rest.pop_first())?.map(|(_, slots)| slots)
    }

    /// Puts the bucket at hand to the others, so that it can be taken too.
    pub(super) fn settle(&mut self, until: Timestamp) {
        if !self.hot.1.is_empty() && self.is_over(self.hot.0, until) {
            self.rest.insert(self.hot.0, std::mem::take(&mut self.hot.1));
        }
    }

    fn is_over(&self, number: i64, until: Timestamp) -> bool {
        until == Timestamp::MAX || number < (until.as_nanos() + 1) >> self.shift
    }

    /// About how many bytes they take.
    pub(super) fn bytes(&self) -> usize {
        let slots: usize = self.rest.values().map(Vec::capacity).sum();
        (slots + self.hot.1.capacity()) * size_of::<u32>()
    }
}
