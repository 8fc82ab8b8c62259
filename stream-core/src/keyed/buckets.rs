//! Slots in buckets by time, so that those whose time has come are found without visiting the others.

use std::collections::BTreeMap;

use crate::time::Timestamp;

/// Into about how many buckets the times from now on are cut.
const BUCKETS: i64 = 16;

/// How many buckets are at hand: those from now on, and as many that disorder reaches.
const RING: usize = 64;

/// So many slots are taken to be in a bucket that is not at hand.
const FEW: usize = 4;

/// Slots by time. A bucket is a power of two of nanoseconds long, and numbered by its distance from the epoch.
pub(super) struct Buckets {
    /// The binary logarithm of the length.
    shift: u32,
    /// The bucket of each number modulo `RING` that was put into last.
    ring: Box<[(i64, Vec<u32>); RING]>,
    /// The others.
    rest: BTreeMap<i64, Vec<u32>>,
    /// What a bucket that was taken out has left, for the next.
    spare: Vec<u32>,
}

impl Buckets {
    /// For times that are up to `within` nanoseconds ahead.
    pub(super) fn new(within: i64) -> Self {
        let ring = Box::new(std::array::from_fn(|_| (0, Vec::new())));
        Buckets { shift: (within / BUCKETS).max(1).ilog2(), ring, rest: BTreeMap::new(), spare: Vec::new() }
    }

    /// Notes that the time of the slot is `at`.
    #[inline]
    pub(super) fn put(&mut self, at: Timestamp, slot: u32) {
        let number = at.as_nanos() >> self.shift;
        let bucket = &mut self.ring[number as usize % RING];
        if number != bucket.0 {
            self.turn(number);
        }
        self.ring[number as usize % RING].1.push(slot);
    }

    /// Makes the bucket of this number one of those at hand.
    #[cold]
    #[inline(never)]
    fn turn(&mut self, number: i64) {
        let slots = self.rest.remove(&number).unwrap_or_else(|| std::mem::take(&mut self.spare));
        let bucket = &mut self.ring[number as usize % RING];
        let (before, slots) = std::mem::replace(bucket, (number, slots));
        if !slots.is_empty() {
            self.rest.insert(before, slots);
        }
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

    /// Gives back the room of a bucket that was taken out.
    pub(super) fn give_back(&mut self, mut slots: Vec<u32>) {
        slots.clear();
        self.spare = slots;
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.ring.iter_mut().for_each(|(_, slots)| slots.clear());
        self.rest.clear();
    }

    /// About how many bytes they take, told without a look at those that are not at hand.
    pub(super) fn bytes(&self) -> usize {
        let at_hand: usize = self.ring.iter().map(|(_, slots)| slots.capacity()).sum();
        self.rest.len() * (size_of::<(i64, Vec<u32>)>() + FEW * size_of::<u32>())
            + (at_hand + self.spare.capacity()) * size_of::<u32>()
    }
}
