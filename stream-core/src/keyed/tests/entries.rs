//! Entries against a vector of pairs that is searched from its beginning.

use proptest::prelude::*;

use crate::keyed::Entries;
use crate::keyed::kind::{Own, Text};

/// What is done to entries.
#[derive(Clone, Debug)]
enum Act {
    Add(String, u32),
    Remove(String),
    Retain(u32),
    Drain,
}

fn act() -> impl Strategy<Value = Act> {
    let key = || prop_oneof![9 => "[a-f]{1,2}", 1 => "[ab]{17,18}"];
    prop_oneof![
        40 => (key(), 0..9_u32).prop_map(|(key, n)| Act::Add(key, n)),
        20 => key().prop_map(Act::Remove),
        1 => (2..5_u32).prop_map(Act::Retain),
        1 => Just(Act::Drain),
    ]
}

proptest! {
    #[test]
    fn every_method_agrees_with_a_search(acts in prop::collection::vec(act(), 0..300)) {
        let mut entries = Entries::new();
        let mut naive: Vec<(String, u32)> = Vec::new();
        for act in acts {
            match act {
                Act::Add(key, n) => {
                    let at = naive.iter().position(|(k, _)| *k == key).unwrap_or_else(|| {
                        naive.push((key.clone(), 100));
                        naive.len() - 1
                    });
                    naive[at].1 += n;
                    let entry = entries.upsert(Text, key.as_str(), n, || 100, |sum, n| *sum += n);
                    prop_assert_eq!(entry, at);
                    prop_assert_eq!(entries.at(entry), (&naive[at].0, &naive[at].1));
                }
                Act::Remove(key) => {
                    let at = naive.iter().position(|(k, _)| *k == key);
                    prop_assert_eq!(entries.find(Text, &key), at);
                    let want = at.map(|at| naive.swap_remove(at));
                    prop_assert_eq!(entries.swap_remove(Text, &key.as_str()), want);
                }
                Act::Retain(by) => {
                    naive.retain(|(_, n)| n % by > 0);
                    entries.retain(|_, n| *n % by > 0);
                }
                Act::Drain => prop_assert!(entries.drain().eq(naive.drain(..))),
            }
            prop_assert_eq!(entries.len(), naive.len());
            for (key, n) in &naive {
                prop_assert_eq!(entries.get(Text, key), Some(n));
            }
        }
        prop_assert!(entries.iter().eq(naive.iter().map(|(key, n)| (key, n))));
    }
}

#[test]
fn removal_among_many_keys_leaves_the_others_findable() {
    let mut entries = Entries::new();
    for key in 0..50_000_u64 {
        entries.upsert(Own, key, (), || key, |_, ()| ());
    }
    for key in (0..50_000).step_by(3) {
        assert_eq!(entries.swap_remove(Own, &key), Some((key, key)));
    }
    entries.retain(|key, _| key % 5 > 0);
    for key in 0..50_000 {
        let want = (key % 3 > 0 && key % 5 > 0).then_some(&key);
        assert_eq!(entries.get(Own, &key), want);
    }
}

#[test]
fn keys_of_one_hash_are_removed_one_by_one() {
    #[derive(Clone, Copy, PartialEq, Eq, Debug)]
    struct Colliding(u32);
    impl std::hash::Hash for Colliding {
        fn hash<H: std::hash::Hasher>(&self, _: &mut H) {}
    }
    let mut entries = Entries::new();
    (0..200).for_each(|key| _ = entries.upsert(Own, Colliding(key), (), || key, |_, ()| ()));
    for key in (0..200).rev().step_by(2) {
        assert_eq!(entries.swap_remove(Own, &Colliding(key)), Some((Colliding(key), key)));
    }
    (0..200).for_each(|key| assert_eq!(entries.get(Own, &Colliding(key)).is_some(), key % 2 == 0));
}

#[test]
fn memory_is_counted_and_given_back() {
    let mut entries = Entries::new();
    assert_eq!(entries.bytes(), 0);
    (0..10_000_u64).for_each(|key| _ = entries.upsert(Own, key, (), || key, |_, ()| ()));
    let full = entries.bytes();
    assert!(full >= 10_000 * 20, "{full}");
    entries.retain(|key, _| *key < 10);
    assert!(entries.bytes() < full, "{}", entries.bytes());
    *entries.get_mut(Own, &3).unwrap() = 7;
    assert_eq!(entries.at_mut(3), (&3, &mut 7));
    assert!(entries.iter_mut().map(|(key, _)| *key).eq(0..10));
}
