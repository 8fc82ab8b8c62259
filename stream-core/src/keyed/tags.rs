//! Eight slots at a glance: a byte for each, in one word.
//!
//! The byte of a slot that has a key has six bits of its hash, and one for whether it is a stray: a key whose own group was full, so that
//! it stands in a later one. Of a slot that is free it tells whether a search may end there: in a group it is either so for all of them,
//! or, where strays may have passed, for none. After the Swiss table of Abseil, with a word for its vector.

use super::key::HASH_BITS;

/// How many slots there are in a group.
pub(super) const GROUP: usize = 8;

/// The least bit of each byte.
const ONES: u64 = 0x0101_0101_0101_0101;

/// The highest bit of each byte: the slot is free.
const FREE: u64 = ONES << 7;

/// The bit of a key that is a stray.
const STRAY: u64 = ONES << 6;

/// The bytes of eight slots: those of keys are less than 0x80, 0xFF is a free slot that ends a search, 0x80 one that does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tags(u64);

/// The numbers of the slots of which the highest bit is set.
pub(super) struct Numbers(u64);

impl Iterator for Numbers {
    type Item = usize;

    #[inline(always)]
    fn next(&mut self) -> Option<usize> {
        let number = first(self.0)?;
        self.0 &= self.0 - 1;
        Some(number)
    }
}

/// The least number of a byte in which a bit is set.
#[inline(always)]
fn first(bits: u64) -> Option<usize> {
    (bits != 0).then(|| bits.trailing_zeros() as usize / 8)
}

impl Tags {
    /// All slots are free.
    pub(super) const EMPTY: Tags = Tags(u64::MAX);

    #[inline(always)]
    fn of(hash: u32, stray: bool) -> u64 {
        u64::from(hash >> (HASH_BITS - 6)) | u64::from(stray) << 6
    }

    /// The slots that may have a key of this hash.
    #[inline(always)]
    pub(super) fn matches(self, hash: u32, stray: bool) -> Numbers {
        let differs = self.0 ^ (Self::of(hash, stray) * ONES);
        Numbers(differs.wrapping_sub(ONES) & !differs & FREE)
    }

    /// Whether a search ends here.
    #[inline(always)]
    pub(super) fn is_end(self) -> bool {
        self.0 & (self.0 << 1) & FREE != 0
    }

    /// Whether a key is a stray.
    pub(super) fn has_stray(self) -> bool {
        self.0 & !(self.0 >> 1) & STRAY != 0
    }

    /// A free slot, if there is one, for a key of this hash.
    #[inline(always)]
    pub(super) fn enter(&mut self, hash: u32, stray: bool) -> Option<usize> {
        let number = first(self.0 & FREE)?;
        self.0 &= !(0xFF << (8 * number));
        self.0 |= Self::of(hash, stray) << (8 * number);
        Some(number)
    }

    /// A free slot for a key of this hash, where a search [ends](Tags::is_end).
    #[inline(always)]
    pub(super) fn enter_at_end(&mut self, hash: u32) -> Option<usize> {
        let number = first(self.0 & FREE)?;
        self.0 ^= (0xFF ^ Self::of(hash, false)) << (8 * number);
        Some(number)
    }

    /// The slot becomes free, where a search ends.
    #[inline(always)]
    pub(super) fn free_at_end(&mut self, number: usize) {
        self.0 |= 0xFF << (8 * number);
    }

    /// The slot becomes free, where no search ends. If no stray has `passed`, one ends again, at all slots that are free: it returns how
    /// many they are.
    pub(super) fn free_before_end(&mut self, number: usize, passed: bool) -> usize {
        self.0 = self.0 & !(0xFF << (8 * number)) | 0x80 << (8 * number);
        if passed {
            return 0;
        }
        let free = (self.0 & FREE) >> 7;
        self.0 |= free * 0xFF;
        (free.wrapping_mul(ONES) >> 56) as usize
    }
}
