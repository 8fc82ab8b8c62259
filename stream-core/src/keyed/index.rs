//! The index of a table: where in its entries a hash is to be found. Open addressing with linear
//! probing, at most half full; a small one at most a quarter, which spares it one probe in three.
//!
//! A slot is half a word: below the mask the number of the entry, above it the bits of the hash. The
//! other bits of the hash are where the slot stands.

use std::hint::select_unpredictable;

/// A slot without an entry: with an index at most half full its number is no entry's.
const EMPTY: u32 = u32::MAX;

/// The fewest slots of an index that has any.
const LEAST: usize = 64;

/// The most slots of a small index.
const SMALL: usize = 1 << 14;

/// From so many slots on an index is large: it has no place in the caches that are near.
const LARGE: usize = 1 << 17;

/// The most slots: their number has to leave the mask in half a word.
const MOST: usize = 1 << 31;

/// How many entries an index of so many slots takes.
#[inline]
fn room(slots: usize) -> usize {
    if slots <= SMALL { slots / 4 } else { slots / 2 }
}

/// At least how many slots take so many entries and one more.
fn slots_for(entries: usize) -> usize {
    if entries < room(SMALL) { entries * 4 + 1 } else { (entries * 2 + 1).max(SMALL + 1) }
}

#[derive(Default)]
pub(super) struct Index {
    /// None, or a power of two.
    slots: Vec<u32>,
}

/// Where a hash that is not in the index belongs.
#[derive(Clone, Copy)]
pub(super) struct Vacant {
    hash: u32,
    /// The slot, not yet masked.
    at: usize,
}

impl Vacant {
    /// The hash that was sought.
    pub(super) fn hash(self) -> u32 {
        self.hash
    }
}

impl Index {
    /// Shows `visit` the number of each entry that may have `hash` until it returns something. A
    /// number beyond the entries may be shown, for which it returns nothing.
    ///
    /// # Errors
    /// There is no such entry, or none for which `visit` returns something.
    #[inline(always)]
    pub(super) fn find<R>(&self, hash: u32, mut visit: impl FnMut(usize) -> Option<R>) -> Result<R, Vacant> {
        // In this form the compiler sees that a masked number is a slot's.
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = hash as usize;
        while let Some(&slot) = self.slots.get(at & mask) {
            if slot ^ hash <= mask as u32
                && let Some(result) = visit(slot as usize & mask)
            {
                return Ok(result);
            }
            if slot == EMPTY {
                break;
            }
            at = at.wrapping_add(1);
        }
        Err(Vacant { hash, at })
    }

    /// The number of the entry that most likely has `hash`, if one has: of the first two slots where it may be. Any number if
    /// none has.
    #[inline(always)]
    pub(super) fn guess(&self, hash: u32) -> usize {
        let mask = self.slots.len().wrapping_sub(1);
        let at = hash as usize;
        let (Some(&first), Some(&second)) =
            (self.slots.get(at & mask), self.slots.get(at.wrapping_add(1) & mask))
        else {
            return 0;
        };
        select_unpredictable(first ^ hash <= mask as u32, first, second) as usize & mask
    }

    /// Whether it takes more memory than the caches have that are near.
    pub(super) fn is_large(&self) -> bool {
        self.slots.len() >= LARGE
    }

    /// Enters `entry`, which is the number of entries so far; `hash_of` tells the hash of those.
    ///
    /// # Panics
    /// At 2³⁰ entries.
    pub(super) fn enter(&mut self, vacant: Vacant, entry: usize, hash_of: impl Fn(usize) -> u32) {
        if entry < room(self.slots.len()) {
            let mask = self.slots.len() - 1;
            self.slots[vacant.at & mask] = (vacant.hash & !(mask as u32)) | entry as u32;
        } else {
            self.grow(entry, hash_of);
            self.place(vacant.hash, entry);
        }
    }

    /// How many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        self.slots.capacity() * size_of::<u32>()
    }

    /// Forgets everything and enters as many as `entries` anew.
    pub(super) fn rebuild(&mut self, entries: usize, hash_of: impl Fn(usize) -> u32) {
        self.clear(entries);
        (0..entries).for_each(|entry| self.place(hash_of(entry), entry));
    }

    /// Forgets `entry`, which has `hash`: what was pushed on because of it moves back. `hash_of` tells the hash of the entries.
    pub(super) fn remove(&mut self, hash: u32, entry: usize, hash_of: impl Fn(usize) -> u32) {
        let mask = self.slots.len() - 1;
        let mut hole = self.slot_of(hash, entry);
        let mut at = (hole + 1) & mask;
        while self.slots[at] != EMPTY {
            let home = hash_of(self.slots[at] as usize & mask) as usize & mask;
            // Its way from home to here leads past the hole.
            if at.wrapping_sub(home) & mask >= at.wrapping_sub(hole) & mask {
                self.slots[hole] = self.slots[at];
                hole = at;
            }
            at = (at + 1) & mask;
        }
        self.slots[hole] = EMPTY;
    }

    /// The entry `from`, which has `hash`, becomes number `to`.
    pub(super) fn renumber(&mut self, hash: u32, from: usize, to: usize) {
        let mask = self.slots.len() - 1;
        let at = self.slot_of(hash, from);
        self.slots[at] = (self.slots[at] & !(mask as u32)) | to as u32;
    }

    /// Where `entry` stands, which is there and has `hash`.
    fn slot_of(&self, hash: u32, entry: usize) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        while self.slots[at] as usize & mask != entry || self.slots[at] == EMPTY {
            at = (at + 1) & mask;
        }
        at
    }

    #[cold]
    fn grow(&mut self, entries: usize, hash_of: impl Fn(usize) -> u32) {
        self.resize(slots_for(entries));
        (0..entries).for_each(|entry| self.place(hash_of(entry), entry));
    }

    /// Where a hash that was sought before the index was made anew belongs now.
    pub(super) fn again(&self, vacant: Vacant) -> Vacant {
        self.find(vacant.hash, |_| None::<()>).err().unwrap_or(vacant)
    }

    /// At least `least` slots, all empty.
    fn resize(&mut self, least: usize) {
        let len = least.next_power_of_two().max(LEAST);
        assert!(len <= MOST, "a table holds more than 1,073,741,824 keys");
        self.slots.clear();
        self.slots.resize(len, EMPTY);
    }

    /// Whether there is room for `entry`.
    #[inline]
    pub(super) fn has_room(&self, entry: usize) -> bool {
        entry < room(self.slots.len())
    }

    /// Enters `entry` if the index has room for it.
    #[inline]
    pub(super) fn try_enter(&mut self, vacant: Vacant, entry: usize) -> bool {
        let room = self.has_room(entry);
        if room {
            let mask = self.slots.len() - 1;
            self.slots[vacant.at & mask] = (vacant.hash & !(mask as u32)) | entry as u32;
        }
        room
    }

    /// Makes the index anew for entries with numbers below `numbers`, of which `live` are there, each with its hash, and at least one more.
    ///
    /// # Panics
    /// At 2³⁰ entries.
    #[cold]
    pub(super) fn refill(&mut self, numbers: usize, live: impl Iterator<Item = (usize, u32)>) {
        self.resize(slots_for(numbers));
        live.for_each(|(entry, hash)| self.place(hash, entry));
    }

    fn place(&mut self, hash: u32, entry: usize) {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        while self.slots[at] != EMPTY {
            at = (at + 1) & mask;
        }
        self.slots[at] = (hash & !(mask as u32)) | entry as u32;
    }

    /// Forgets all `used` entries. An index of which little was used shrinks, so that one large
    /// batch does not make every small one after it dear.
    pub(super) fn clear(&mut self, used: usize) {
        if used < self.slots.len() / 16 && self.slots.len() > LEAST {
            self.slots.truncate(self.slots.len() / 2);
            self.slots.shrink_to_fit();
        }
        self.slots.fill(EMPTY);
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn to_grow_costs_a_constant_for_each_entry() {
        let hash = |entry: usize| (entry as u32).wrapping_mul(0x9E37_79B9);
        let (mut index, moved) = (Index::default(), Cell::new(0));
        for entry in 0..100_000 {
            let Err(vacant) = index.find(hash(entry), |_| None::<()>) else { continue };
            index.enter(vacant, entry, |entry| {
                moved.set(moved.get() + 1);
                hash(entry)
            });
            assert!(moved.get() <= 2 * (entry + 1), "{} moved for {entry}", moved.get());
        }
    }
}
