//! A timing wheel: which keys to look at when the watermark has come so far.
//!
//! Levels of 64 slots, each as wide as all slots of the level below, after Varghese and Lauck. Entering costs the same however
//! many keys there are; a step of time costs what it passes, and each key moves down at most once a level.

use crate::time::Timestamp;

/// Bits of a level's slot number.
const BITS: u32 = 6;

/// Slots of a level.
const SLOTS: usize = 1 << BITS;

/// Levels that cover the range of time.
const LEVELS: usize = 11;

/// A point in time as a number from 0 in the same order, and a key's number.
type Entry = (u64, u32);

pub(super) struct Wheel {
    /// No entry lies before it.
    base: u64,
    /// By level, then by slot; none before the first entry.
    slots: Vec<Vec<Entry>>,
    /// A bit for each slot that has entries.
    used: [u64; LEVELS],
    /// The first point that was entered and is not passed, the greatest where there is none; not to be relied on unless `exact`.
    least: u64,
    exact: bool,
}

fn number(at: Timestamp) -> u64 {
    at.as_nanos() as u64 ^ (1 << 63)
}

fn point(number: u64) -> Timestamp {
    Timestamp::from_nanos((number ^ (1 << 63)) as i64)
}

/// The highest level at which two points lie in different slots; the lowest for equal ones.
fn level(one: u64, other: u64) -> usize {
    ((63 - ((one ^ other) | 1).leading_zeros()) / BITS) as usize
}

/// The slot of a point in a level.
fn slot(at: u64, level: usize) -> usize {
    (at >> (level as u32 * BITS)) as usize % SLOTS
}

impl Wheel {
    pub(super) fn new() -> Self {
        Wheel { base: 0, slots: Vec::new(), used: [0; LEVELS], least: u64::MAX, exact: true }
    }

    /// Enters `key` at a point that is not passed.
    pub(super) fn push(&mut self, at: Timestamp, key: u32) {
        let at = number(at).max(self.base);
        self.least = self.least.min(at);
        self.place((at, key));
    }

    fn place(&mut self, entry: Entry) {
        let level = level(entry.0, self.base);
        let slot = slot(entry.0, level);
        self.used[level] |= 1 << slot;
        let number = level * SLOTS + slot;
        match self.slots.get_mut(number) {
            Some(slot) => slot.push(entry),
            None => self.make(number, entry),
        }
    }

    /// The first entry of all.
    #[cold]
    fn make(&mut self, number: usize, entry: Entry) {
        self.slots.resize_with(LEVELS * SLOTS, Vec::new);
        self.slots[number].push(entry);
    }

    /// Passes all points before `to`; the keys entered there are added to `passed`.
    pub(super) fn advance(&mut self, to: Timestamp, passed: &mut Vec<u32>) {
        let to = number(to);
        if to <= self.base {
            return;
        }
        let (top, before) = (level(to, self.base), passed.len());
        for level in 0..top {
            self.take(level, SLOTS, passed);
        }
        self.take(top, slot(to, top), passed);
        self.base = to;
        self.split(top, slot(to, top), passed);
        if passed.len() > before {
            (self.least, self.exact) = (u64::MAX, false);
        }
    }

    /// Takes out what lies in the first `slots` slots of a level.
    fn take(&mut self, level: usize, slots: usize, passed: &mut Vec<u32>) {
        let mut used = self.used[level] & ((1_u128 << slots) - 1) as u64;
        self.used[level] &= !used;
        while used != 0 {
            let slot = used.trailing_zeros() as usize;
            used &= used - 1;
            passed.extend(std::mem::take(&mut self.slots[level * SLOTS + slot]).iter().map(|entry| entry.1));
        }
    }

    /// Parts the slot in which the base now lies: what is passed, and what moves to lower levels.
    fn split(&mut self, level: usize, slot: usize, passed: &mut Vec<u32>) {
        if self.used[level] & (1 << slot) == 0 {
            return;
        }
        self.used[level] &= !(1 << slot);
        for entry in std::mem::take(&mut self.slots[level * SLOTS + slot]) {
            if entry.0 < self.base { passed.push(entry.1) } else { self.place(entry) }
        }
    }

    /// The first point that was entered and is not passed.
    pub(super) fn next(&mut self) -> Option<Timestamp> {
        let level = self.used.iter().position(|used| *used != 0)?;
        if !self.exact {
            let slot = self.used[level].trailing_zeros() as usize;
            let points = self.slots[level * SLOTS + slot].iter().map(|entry| entry.0);
            (self.least, self.exact) = (points.min().unwrap_or(u64::MAX), true);
        }
        Some(point(self.least))
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        *self = Wheel::new();
    }

    /// About how many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        let entries: usize = self.slots.iter().map(Vec::capacity).sum();
        entries * size_of::<Entry>() + self.slots.capacity() * size_of::<Vec<Entry>>()
    }
}
