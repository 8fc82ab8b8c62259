//! Maps of the twins: hashbrown under the hash of rustc, one multiplication and a rotation, which is the fastest for keys that
//! nobody chooses with ill intent.

use std::hash::{BuildHasherDefault, Hasher};

use hashbrown::HashMap;

/// A map by the hash of rustc.
pub(crate) type FxMap<K, V> = HashMap<K, V, BuildHasherDefault<Fx>>;

const K: u64 = 0xF135_7AEA_2E62_A9C5;

/// The hash of rustc, for whole numbers.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Fx(u64);

impl Hasher for Fx {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64((*byte).into()));
    }

    #[inline]
    fn write_u32(&mut self, number: u32) {
        self.write_u64(number.into());
    }

    #[inline]
    fn write_u64(&mut self, number: u64) {
        self.0 = self.0.wrapping_add(number).wrapping_mul(K);
    }

    #[inline]
    fn finish(&self) -> u64 {
        self.0.rotate_left(26)
    }
}
