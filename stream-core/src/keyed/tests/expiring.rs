//! Keys that are kept until a time against a map in which nothing is ever removed.

use std::collections::HashMap;

use proptest::prelude::*;

use crate::keyed::Expiring;
use crate::keyed::kind::{Own, Text};
use crate::time::Timestamp;

fn at(time: i64) -> Timestamp {
    Timestamp::from_nanos(time)
}

/// A key, for how long it is kept, and by how much time has gone on before it.
type Step = (u16, i64, i64);

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let keys = prop_oneof![Just(3_u16), Just(300), Just(2_000)];
    let kept = prop_oneof![20 => 1..1_000_i64, 1 => 1..30_000_i64, 1 => Just(i64::MAX)];
    let passing = prop_oneof![30 => 0..2_i64, 5 => 0..30_i64, 1 => 0..2_000_i64];
    keys.prop_flat_map(move |keys| prop::collection::vec((0..keys, kept.clone(), passing.clone()), 0..4_000))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_key_is_claimed_where_its_time_is_up_and_nowhere_else(steps in steps(), advances in 1..100_usize) {
        let (mut table, mut model, mut now) = (Expiring::new(1_000), HashMap::new(), 0);
        for (number, (key, kept, passing)) in steps.into_iter().enumerate() {
            now += passing;
            let until = at(now.saturating_add(kept));
            let known = model.get(&key).is_some_and(|until| *until > at(now));
            if !known {
                model.insert(key, until);
            }
            prop_assert_eq!(table.claim(Own, key, until, at(now)), !known);
            if number % advances == 0 {
                table.advance(at(now));
                // A bucket is at most a sixteenth of 1,000 long.
                let count = |now: i64| model.values().filter(|until| **until > at(now)).count();
                prop_assert!((count(now)..=count(now - 63)).contains(&table.len()), "{}", table.len());
            }
        }
        let forever = model.values().filter(|until| **until == Timestamp::MAX).count();
        table.advance(Timestamp::MAX);
        prop_assert_eq!(table.len(), forever);
    }
}

#[test]
fn keys_that_never_come_again_take_no_more_room_in_the_long_run() {
    let mut table = Expiring::new(1_000);
    let mut most = 0;
    for number in 0..200_000_i64 {
        assert!(table.claim(Text, format!("{number}").as_str(), at(number + 1_000), at(number)));
        if number % 100 == 0 {
            table.advance(at(number));
        }
        if number == 5_000 {
            most = table.bytes();
        }
    }
    assert!(table.bytes() <= most * 2, "{} bytes, {most} at first", table.bytes());
    table.advance(at(300_000));
    assert_eq!(table.len(), 0);
    assert!(table.bytes() < most / 4, "{} bytes, {most} at first", table.bytes());
}

#[test]
fn many_keys_that_are_kept_for_ever_are_all_found() {
    let mut table = Expiring::new(i64::MAX);
    for _ in 0..2 {
        let first = table.len() == 0;
        for key in 0..50_000_u32 {
            assert_eq!(table.claim(Own, key, Timestamp::MAX, at(0)), first);
        }
        table.advance(Timestamp::MAX);
        assert_eq!(table.len(), 50_000);
    }
}
