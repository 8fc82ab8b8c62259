//! Key groups: every key belongs to one of a fixed number of groups, by a hash that is the same in
//! every run and on every machine, and every group to one worker.

mod group_hasher;

use std::hash::{Hash, Hasher as _};

use group_hasher::GroupHasher;

/// How many key groups there are. More workers than groups have no keys; changing the number of
/// workers moves whole groups.
pub const GROUPS: usize = 4096;

/// A key group, below [`GROUPS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Group(u16);

impl Group {
    /// The group of a key: the highest bits of the XXH3-64 hash, with seed 0, of the bytes that the
    /// key's [`Hash`] feeds; integers are fed in little-endian order, `usize` and `isize` with
    /// 64 bits.
    #[inline]
    pub fn of<K: Hash + ?Sized>(key: &K) -> Self {
        let mut hasher = GroupHasher::default();
        key.hash(&mut hasher);
        Group((hasher.finish() >> (64 - GROUPS.ilog2())) as u16)
    }

    /// The worker, of `workers` (at least 1), that owns the group: consecutive groups belong to the
    /// same worker.
    #[inline]
    pub fn owner(self, workers: usize) -> usize {
        usize::from(self.0) * workers / GROUPS
    }

    /// The number of the group, below [`GROUPS`].
    pub fn number(self) -> u16 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_group_of_a_key_never_changes() {
        let groups = [
            Group::of("").0,
            Group::of("word").0,
            Group::of(&7_u64).0,
            Group::of(&(-1_i32, 'x')).0,
            Group::of(&"long ".repeat(40)).0,
        ];
        assert_eq!(groups, [3435, 3770, 2070, 2873, 3812]);
    }

    #[test]
    fn owned_and_lent_keys_are_of_one_group() {
        assert_eq!(Group::of("word"), Group::of(&String::from("word")));
        assert_eq!(Group::of(&7_usize), Group::of(&7_u64));
    }

    #[test]
    fn every_worker_owns_its_share_of_the_groups() {
        for workers in 1..=7 {
            let mut owned = vec![0; workers];
            (0..GROUPS as u16).for_each(|group| owned[Group(group).owner(workers)] += 1);
            let (least, most) = (owned.iter().min().unwrap(), owned.iter().max().unwrap());
            assert!(most - least <= 1, "{owned:?}");
        }
    }

    #[test]
    fn keys_spread_over_the_workers() {
        let mut keys = [0; 4];
        (0..4_000_u32).for_each(|key| keys[Group::of(&key).owner(4)] += 1);
        assert!(keys.iter().all(|n| (900..1_100).contains(n)), "{keys:?}");
    }
}
