//! The hash of texts that are too long for the short way.

use super::key::Seed;

/// The hash of all bytes of `text`, kept out of the loop that hashes short ones.
#[inline(never)]
pub(super) fn hash_long(text: &str, seed: &Seed) -> u32 {
    seed.hash(text)
}
