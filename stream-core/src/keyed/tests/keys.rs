//! The kind of a key is found by its type, and a key is found again whatever its form.

use std::any::type_name_of_val;

use proptest::prelude::*;

use crate::keyed::Table;
use crate::keyed::key::{KeyKind as _, Seed};
use crate::keyed::kind::{Lent, Own, Plain, Text};
use crate::keyed::probe::{KindLent as _, KindOwn as _, KindPlain as _, KindText as _, Known as _, Probe};

/// The name of the kind that a key is given.
macro_rules! kind_of {
    ($key:expr) => {{
        let key = $key;
        key.record_type_is_known();
        type_name_of_val(&(&&&&&&Probe::of(&key)).kind()).rsplit("::").next()
    }};
}

#[derive(Clone, PartialEq, Eq, Hash)]
struct User(u32);

#[test]
fn the_kind_follows_from_the_type() {
    assert_eq!(kind_of!("lent text"), Some("Text"));
    assert_eq!(kind_of!(String::from("owned text")), Some("Text"));
    assert_eq!(kind_of!(&b"bytes"[..]), Some("Lent"));
    assert_eq!(kind_of!(&7), Some("Lent"));
    assert_eq!(kind_of!(&User(1)), Some("Lent"));
    assert_eq!(kind_of!(7), Some("Plain"));
    assert_eq!(kind_of!(7_u64), Some("Plain"));
    assert_eq!(kind_of!('a'), Some("Plain"));
    assert_eq!(kind_of!(User(1)), Some("Own"));
    assert_eq!(kind_of!((String::from("a"), 1)), Some("Own"));
    assert_eq!(kind_of!(((), Some('a'))), Some("Own"));
}

#[test]
fn a_generic_key_goes_by_its_bounds() {
    fn owned<T: std::hash::Hash + Eq>(key: T) -> Option<&'static str> {
        kind_of!(key)
    }
    fn lent<T: std::hash::Hash + Eq + Clone>(key: &T) -> Option<&'static str> {
        kind_of!(key)
    }
    assert_eq!(owned(7), Some("Own"));
    assert_eq!(lent(&7), Some("Lent"));
}

#[test]
fn lent_and_owned_keys_meet_in_one_table() {
    let mut table = Table::new();
    table.count(Text, "word");
    table.count(Text, String::from("word"));
    assert_eq!(table.drain().collect::<Vec<_>>(), [(String::from("word"), 2)]);
    let mut table = Table::new();
    table.count(Lent, &7);
    table.count(Own, 7);
    table.count(Plain, 7);
    assert_eq!(table.drain().collect::<Vec<_>>(), [(7, 3)]);
}

#[test]
fn texts_with_the_same_ends_are_told_apart() {
    let all = ["", "a", "aa", "aaa", "aaaa", "aaaaa", "aaaaaaa", "aaaaaaaa", "aaaaaaaaa", "aba", "aab"];
    let long = ["12345678x12345678", "12345678y12345678", "12345678xx12345678", "12345678 1234567890"];
    let mut table = Table::new();
    for text in all.into_iter().chain(long).cycle().take(60) {
        table.count(Text, text);
    }
    assert_eq!(
        table.drain().collect::<Vec<_>>(),
        all.into_iter().chain(long).map(|t| (t.into(), 4)).collect::<Vec<_>>()
    );
}

/// How many slots beyond its own a key stands on average, with 7,000 neighbours in 16,384 slots.
fn crowding(seed: &Seed) -> f64 {
    let mut taken = vec![false; 16_384];
    let mut steps = 0;
    for key in 0..7_000_u32 {
        let mut at = Own::look(&key, seed).0 as usize % taken.len();
        while taken[at] {
            at = (at + 1) % taken.len();
            steps += 1;
        }
        taken[at] = true;
    }
    f64::from(steps) / 7_000.0
}

#[test]
fn neighbouring_integers_are_scattered_under_every_seed() {
    // A random hash gives 0.37.
    let worst = (0..200).map(|seed| crowding(&Seed::numbered(seed))).fold(0.0, f64::max);
    assert!(worst < 0.5, "{worst}");
}

proptest! {
    #[test]
    fn a_text_is_the_same_as_itself_and_no_other(a in "[ab]{0,20}", b in "[ab]{0,20}") {
        let seed = Seed::default();
        let (hash_a, image_a) = <Text as crate::keyed::key::KeyKind<&str>>::look(&a.as_str(), &seed);
        let (hash_b, image_b) = Text::look(&b, &seed);
        prop_assert_eq!(Text::same(&a.as_str(), image_a, &b, image_b), a == b);
        prop_assert!(a != b || hash_a == hash_b);
    }
}
