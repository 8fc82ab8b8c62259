//! The index of a table: where in its entries a hash is to be found. Open addressing with linear
//! probing, at most half full; a small one at most an eighth.
//!
//! A slot is half a word: below a mask the number of the entry, above it the bits of the hash. The
//! other bits of the hash are where the slot stands.
//!
//! A table may have its slots sought in [`PAIRS`]: nearly every entry that is there then stands in the first pair where it may be, and
//! both slots of that are looked at in one go without a branch, which could be foreseen for neither. That is for tables whose
//! keys are nearly always there; where many are not, [`SINGLE`] slots take fewer steps.

use super::key::HASH_BITS;

/// A slot without an entry: with a bit that no hash and no number has.
const EMPTY: u32 = u32::MAX;

/// The fewest slots of an index that has any.
const LEAST: usize = 64;

/// The most slots of a small index: it takes no more than half of the nearest cache.
const SMALL: usize = 1 << 13;

/// From so many slots on an index is large: it has no place in the caches that are near.
const LARGE: usize = 1 << 17;

/// How many entries an index of so many slots takes.
#[inline]
fn room(slots: usize) -> usize {
    if slots <= SMALL { slots / 8 } else { slots / 2 }
}

/// How many slots take so many entries and one more.
fn slots_for(entries: usize) -> usize {
    let sizes = (LEAST.ilog2()..=HASH_BITS).map(|bits| 1 << bits);
    sizes.into_iter().find(|slots| entries < room(*slots)).expect("a table holds at most 1,073,741,824 keys")
}

/// Each slot is a place where entries are sought first.
pub(super) const SINGLE: u32 = 0;

/// Each second slot is a place where entries are sought first.
pub(super) const PAIRS: u32 = 1;

/// An index of [`SINGLE`] slots or of [`PAIRS`].
#[derive(Default)]
pub(super) struct Index<const GROUPS: u32> {
    /// None, or a power of two.
    pairs: Vec<[u32; 2]>,
}

impl<const GROUPS: u32> Index<GROUPS> {
    /// Shows `visit` the number of each entry that may have `hash` until it returns something, which is given; nothing if it does for
    /// none. A number beyond the entries may be shown, for which it returns nothing.
    #[inline(always)]
    pub(super) fn find<R>(&self, hash: u32, mut visit: impl FnMut(usize) -> Option<R>) -> Option<R> {
        let slots = self.pairs.as_flattened();
        // In this form the compiler sees that a masked number is a slot's.
        let mask = slots.len().wrapping_sub(1);
        let numbers = mask >> GROUPS;
        let mut at = (hash as usize) << GROUPS;
        while let Some(&slot) = slots.get(at & mask) {
            at += 1;
            if slot ^ hash <= numbers as u32
                && let Some(result) = visit(slot as usize & numbers)
            {
                return Some(result);
            }
            if slot == EMPTY {
                break;
            }
        }
        None
    }

    /// Whether it takes more memory than the caches have that are near.
    pub(super) fn is_large(&self) -> bool {
        self.slots() >= LARGE
    }

    /// Enters `entry`, which has `hash` and is the number of entries so far; `hash_of` tells the hash of those.
    ///
    /// # Panics
    /// At 2³⁰ entries.
    pub(super) fn enter(&mut self, hash: u32, entry: usize, hash_of: impl Fn(usize) -> u32) {
        if !self.has_room(entry) {
            self.grow(entry, hash_of);
        }
        self.place(hash, entry);
    }

    /// How many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        self.pairs.capacity() * size_of::<[u32; 2]>()
    }

    /// Forgets everything and enters as many as `entries` anew.
    pub(super) fn rebuild(&mut self, entries: usize, hash_of: impl Fn(usize) -> u32) {
        self.clear(entries);
        (0..entries).for_each(|entry| self.place(hash_of(entry), entry));
    }

    /// Forgets `entry`, which has `hash`: what was pushed on because of it moves back. `hash_of` tells the hash of the entries.
    pub(super) fn remove(&mut self, hash: u32, entry: usize, hash_of: impl Fn(usize) -> u32) {
        let mut hole = self.probe(hash, self.slot(hash, entry));
        let (mask, numbers) = (self.mask(), self.numbers());
        let slots = self.pairs.as_flattened_mut();
        let mut at = (hole + 1) & mask;
        while slots[at] != EMPTY {
            let home = (hash_of(slots[at] as usize & numbers) as usize) << GROUPS;
            // Its way from home to here leads past the hole.
            if at.wrapping_sub(home) & mask >= at.wrapping_sub(hole) & mask {
                slots[hole] = slots[at];
                hole = at;
            }
            at = (at + 1) & mask;
        }
        slots[hole] = EMPTY;
    }

    /// The entry `from`, which has `hash`, becomes number `to`.
    pub(super) fn renumber(&mut self, hash: u32, from: usize, to: usize) {
        let at = self.probe(hash, self.slot(hash, from));
        self.pairs.as_flattened_mut()[at] = self.slot(hash, to);
    }

    /// What stands for `entry`, which has `hash`.
    #[inline]
    fn slot(&self, hash: u32, entry: usize) -> u32 {
        (hash & !(self.numbers() as u32)) | entry as u32
    }

    /// The first slot, from where `hash` is sought, in which `content` stands, which is in one.
    #[inline]
    fn probe(&self, hash: u32, content: u32) -> usize {
        let slots = self.pairs.as_flattened();
        let mask = slots.len() - 1;
        let mut at = ((hash as usize) << GROUPS) & mask;
        while slots[at] != content {
            at = (at + 1) & mask;
        }
        at
    }

    /// How many slots there are.
    #[inline]
    fn slots(&self) -> usize {
        self.pairs.len() * 2
    }

    /// The mask of the slots, if there is one.
    #[inline]
    fn mask(&self) -> usize {
        self.slots() - 1
    }

    /// The mask of the numbers of entries in slots.
    #[inline]
    fn numbers(&self) -> usize {
        self.mask() >> GROUPS
    }

    #[cold]
    fn grow(&mut self, entries: usize, hash_of: impl Fn(usize) -> u32) {
        self.resize(entries);
        (0..entries).for_each(|entry| self.place(hash_of(entry), entry));
    }

    /// As many slots as take `entries` and one more, all empty.
    ///
    /// # Panics
    /// At 2³⁰ entries.
    fn resize(&mut self, entries: usize) {
        self.pairs.clear();
        self.pairs.resize(slots_for(entries) / 2, [EMPTY; 2]);
    }

    /// Whether there is room for `entry`.
    #[inline]
    pub(super) fn has_room(&self, entry: usize) -> bool {
        entry < room(self.slots())
    }

    /// Makes the index anew for entries with numbers below `numbers`, of which `live` are there, each with its hash, and at least one more.
    ///
    /// # Panics
    /// At 2³⁰ entries.
    #[cold]
    pub(super) fn refill(&mut self, numbers: usize, live: impl Iterator<Item = (usize, u32)>) {
        self.resize(numbers);
        live.for_each(|(entry, hash)| self.place(hash, entry));
    }

    /// Enters `entry`, which has `hash`, where there is room.
    pub(super) fn place(&mut self, hash: u32, entry: usize) {
        let at = self.probe(hash, EMPTY);
        self.pairs.as_flattened_mut()[at] = self.slot(hash, entry);
    }

    /// Forgets all `used` entries. An index of which little was used shrinks, so that one large
    /// batch does not make every small one after it dear.
    pub(super) fn clear(&mut self, used: usize) {
        if used < room(self.slots()) / 8 && self.slots() > LEAST {
            self.pairs.truncate(self.pairs.len() / 2);
            self.pairs.shrink_to_fit();
        }
        self.pairs.fill([EMPTY; 2]);
    }
}

impl Index<PAIRS> {
    /// The number of the entry that most likely has `hash`, if one has: of the first two slots where it may be. Any number if
    /// none has.
    #[inline(always)]
    pub(super) fn guess(&self, hash: u32) -> usize {
        let pair = hash as usize & self.pairs.len().wrapping_sub(1);
        let bits = hash ^ pair as u32;
        // What is left of a slot of the same bits is a number, which is less than what is left of others.
        self.pairs.get(pair).map_or(usize::MAX, |[first, second]| (first ^ bits).min(second ^ bits) as usize)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn to_grow_costs_a_constant_for_each_entry() {
        let hash = |entry: usize| (entry as u32).wrapping_mul(0x9E37_79B9) >> 1;
        let (mut index, moved) = (Index::<PAIRS>::default(), Cell::new(0));
        for entry in 0..100_000 {
            index.enter(hash(entry), entry, |entry| {
                moved.set(moved.get() + 1);
                hash(entry)
            });
            assert!(moved.get() <= 2 * (entry + 1), "{} moved for {entry}", moved.get());
        }
    }
}
