//! Texts that are too long for the short way are hashed and compared out of line, so that the loop
//! over short ones keeps its registers.

use super::key::Seed;

/// The hash of all bytes of `text`.
#[cold]
#[inline(never)]
pub(super) fn hash_long(text: &str, seed: &Seed) -> u32 {
    seed.hash(text)
}

/// Whether all bytes are the same.
#[cold]
#[inline(never)]
pub(super) fn same_long(text: &str, kept: &str) -> bool {
    text == kept
}
