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

impl Index {
    /// Finds the entry with `hash` for which `same` says `Some(true)`; it says `None` where there is
    /// no entry of that number.
    #[inline(always)]
    pub(super) fn find(&self, hash: u32, mut same: impl FnMut(usize) -> Option<bool>) -> Option<usize> {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = hash as usize;
        loop {
            let slot = *self.slots.get(at & mask)?;
            let entry = slot as u32 as usize;
            if (slot >> 32) as u32 == hash {
                if same(entry)? {
                    return Some(entry);
                }
            } else if slot == EMPTY {
                return None;
            }
            at = at.wrapping_add(1);
        }
    }

    /// Enters `entry`, which is the number of entries so far, under `hash`.
    ///
    /// # Panics
    /// At 2³² - 1 entries.
    pub(super) fn enter(&mut self, hash: u32, entry: usize) {
        assert!(entry < EMPTY as u32 as usize, "a batch holds more than 4,294,967,295 keys");
        if entry >= self.slots.len() / 2 {
            self.resize((self.slots.len() * 2).max(LEAST));
        }
        self.place(u64::from(hash) << 32 | entry as u64);
    }

    fn resize(&mut self, len: usize) {
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
