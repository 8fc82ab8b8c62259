//! XXH3-64 over what a key's `Hash` feeds, the same on every machine.

use std::hash::Hasher;

use xxhash_rust::xxh3::{Xxh3, xxh3_64};

/// Keys up to this many bytes are hashed in one go from the stack.
const SHORT: usize = 64;

/// Collects the bytes of a key and hashes them as XXH3-64 with seed 0, however they are cut up.
pub(super) struct GroupHasher {
    short: [u8; SHORT],
    len: usize,
    /// Takes over where `short` is too short.
    long: Option<Box<Xxh3>>,
}

impl Default for GroupHasher {
    fn default() -> Self {
        GroupHasher { short: [0; SHORT], len: 0, long: None }
    }
}

impl GroupHasher {
    #[cold]
    #[inline(never)]
    fn write_long(&mut self, bytes: &[u8]) {
        let begin = || {
            let mut long = Box::new(Xxh3::new());
            long.update(&self.short[..self.len]);
            long
        };
        self.long.get_or_insert_with(begin).update(bytes);
    }
}

// Inlined, so that of an integer nothing remains but the mixing of its bytes.
impl Hasher for GroupHasher {
    #[inline(always)]
    fn write(&mut self, bytes: &[u8]) {
        match self.short.get_mut(self.len..self.len + bytes.len()) {
            Some(room) if self.long.is_none() => {
                room.copy_from_slice(bytes);
                self.len += bytes.len();
            }
            _ => self.write_long(bytes),
        }
    }

    #[inline]
    fn finish(&self) -> u64 {
        match &self.long {
            Some(long) => long.digest(),
            None => xxh3_64(&self.short[..self.len]),
        }
    }

    #[inline]
    fn write_u16(&mut self, i: u16) {
        self.write(&i.to_le_bytes());
    }

    #[inline]
    fn write_u32(&mut self, i: u32) {
        self.write(&i.to_le_bytes());
    }

    #[inline]
    fn write_u64(&mut self, i: u64) {
        self.write(&i.to_le_bytes());
    }

    #[inline]
    fn write_u128(&mut self, i: u128) {
        self.write(&i.to_le_bytes());
    }

    #[inline]
    fn write_usize(&mut self, i: usize) {
        self.write_u64(i as u64);
    }

    #[inline]
    fn write_isize(&mut self, i: isize) {
        self.write_u64(i as i64 as u64);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_hash_is_xxh3_however_the_bytes_are_cut(
            pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..50), 0..8),
        ) {
            let mut hasher = GroupHasher::default();
            pieces.iter().for_each(|piece| hasher.write(piece));
            prop_assert_eq!(hasher.finish(), xxh3_64(&pieces.concat()));
        }
    }
}
