//! Slots in buckets by time, so that those whose time has come are found without visiting the others.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::time::Timestamp;

/// Into about how many buckets the times from now on are cut.
const BUCKETS: u32 = 16;

/// How many buckets are at hand: those from now on, and as many that disorder reaches.
const RING: usize = 64;

/// Slots by time. A bucket is a power of two of nanoseconds long, and numbered by its distance from the epoch.
pub(super) struct Buckets {
    /// The binary logarithm of the length.
    shift: u32,
    /// The bucket of each number modulo `RING` that was put into last.
    ring: Box<[(i64, Vec<u32>); RING]>,
    /// The others.
    rest: BTreeMap<i64, Vec<u32>>,
}

impl Buckets {
    /// For times that are up to `within` ahead.
    pub(super) fn new(within: Duration) -> Self {
        let nanos = i64::try_from((within / BUCKETS).as_nanos()).unwrap_or(i64::MAX).max(1);
        let ring = Box::new(std::array::from_fn(|_| (0, Vec::new())));
        Buckets { shift: nanos.ilog2(), ring, rest: BTreeMap::new() }
    }

    /// Notes that the time of the slot is `at`.
    #[inline]
    pub(super) fn put(&mut self, at: Timestamp, slot: u32) {
        let number = at.as_nanos() >> self.shift;
        let bucket = &mut self.ring[number as usize % RING];
        if number != bucket.0 {
            turn(bucket, &mut self.rest, number);
        }
        bucket.1.push(slot);
    }

    /// Takes the slots of a bucket out, of which all times are up to `until`, if there is one.
    pub(super) fn take(&mut self, until: Timestamp) -> Option<Vec<u32>> {
        let shift = self.shift;
        let is_over = |number: i64| until == Timestamp::MAX || number < (until.as_nanos() + 1) >> shift;
        let at_hand = self.ring.iter_mut().find(|(number, slots)| !slots.is_empty() && is_over(*number));
        match at_hand {
            Some((_, slots)) => Some(std::mem::take(slots)),
            None => {
                self.rest.first_entry().filter(|bucket| is_over(*bucket.key())).map(|bucket| bucket.remove())
            }
        }
    }

    /// About how many bytes they take.
    pub(super) fn bytes(&self) -> usize {
        let at_hand = self.ring.iter().map(|(_, slots)| slots.capacity());
        let slots: usize = self.rest.values().map(Vec::capacity).chain(at_hand).sum();
        slots * size_of::<u32>()
    }
}

/// Makes the bucket the one of this number.
#[cold]
fn turn(bucket: &mut (i64, Vec<u32>), rest: &mut BTreeMap<i64, Vec<u32>>, number: i64) {
    let slots = rest.remove(&number).unwrap_or_default();
    let (before, slots) = std::mem::replace(bucket, (number, slots));
    if !slots.is_empty() {
        rest.insert(before, slots);
    }
}
