//! The index of a table: where in its entries a hash is to be found. Open addressing with linear
//! probing, at most half full.
//!
//! A slot is one word: the hash in the upper half, the number of the entry in the lower. The hash
//! alone says where a slot belongs, so that growing looks at no key.

/// A slot without an entry. Its lower half is no entry's number.
const EMPTY: u64 = u64::MAX;

/// The fewest slots of an index that has any.
const LEAST: usize = 64;

#[derive(Default)]
pub(super) struct Index {
    /// None, or a power of two.
    slots: Vec<u64>,
}

/// The slot, not yet masked, in which a hash that is not in the index belongs.
#[derive(Clone, Copy)]
pub(super) struct Vacant {
    hash: u32,
    at: usize,
}

impl Index {
    /// Shows `visit` the number of each entry with `hash` until it returns something. A number
    /// beyond the entries may be shown, for which it returns nothing.
    ///
    /// # Errors
    /// There is no such entry, or none for which `visit` returns something.
    #[inline(always)]
    pub(super) fn find<R>(&self, hash: u32, mut visit: impl FnMut(usize) -> Option<R>) -> Result<R, Vacant> {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = hash as usize;
        while let Some(&slot) = self.slots.get(at & mask) {
            if (slot >> 32) as u32 == hash
                && let Some(result) = visit(slot as u32 as usize)
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

    /// Enters `entry`, which is the number of entries so far.
    ///
    /// # Panics
    /// At 2³² - 1 entries.
    pub(super) fn enter(&mut self, vacant: Vacant, entry: usize) {
        assert!(entry < EMPTY as u32 as usize, "a batch holds more than 4,294,967,295 keys");
        let slot = u64::from(vacant.hash) << 32 | entry as u64;
        if entry < self.slots.len() / 2 {
            let mask = self.slots.len() - 1;
            self.slots[vacant.at & mask] = slot;
        } else {
            self.grow();
            self.place(slot);
        }
    }

    #[cold]
    fn grow(&mut self) {
        let len = (self.slots.len() * 2).max(LEAST);
        let slots = std::mem::replace(&mut self.slots, vec![EMPTY; len]);
        slots.into_iter().filter(|&slot| slot != EMPTY).for_each(|slot| self.place(slot));
    }

    fn place(&mut self, slot: u64) {
        let mask = self.slots.len() - 1;
        let mut at = (slot >> 32) as usize & mask;
        while self.slots[at] != EMPTY {
            at = (at + 1) & mask;
        }
        self.slots[at] = slot;
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
