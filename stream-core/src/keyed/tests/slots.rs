//! Slots against a list of pairs that is searched from its beginning.

use proptest::prelude::*;

use super::on_workers;
use crate::exchange::Exchange;
use crate::keyed::kind::{Own, Plain, Text};
use crate::keyed::{Outbox, Packet, Slots};
use crate::state::Group;

#[derive(Clone, Debug)]
enum Step {
    Add(u16),
    Remove(u16),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        20 => (0..200_u16).prop_map(Step::Add),
        15 => (0..200_u16).prop_map(Step::Remove),
    ];
    prop::collection::vec(step, 0..900)
}

proptest! {
    #[test]
    fn keys_that_come_and_go_agree_with_a_search(steps in steps()) {
        let mut slots = Slots::default();
        let mut model: Vec<(String, u16)> = Vec::new();
        for (number, step) in steps.into_iter().enumerate() {
            match step {
                Step::Add(key) => {
                    let key = format!("key {key}");
                    let slot = slots.slot(Text, key.as_str(), || 0);
                    *slots.value_mut(slot).unwrap() += 1;
                    match model.iter_mut().find(|(k, _)| *k == key) {
                        Some((_, count)) => *count += 1,
                        None => model.push((key, 1)),
                    }
                }
                Step::Remove(key) => {
                    let key = format!("key {key}");
                    if let Some(slot) = slots.find(Text, &key) {
                        let count = slots.remove(slot).map(|(_, count)| count);
                        prop_assert_eq!(count, model.iter().find(|(k, _)| *k == key).map(|(_, count)| *count));
                        prop_assert!(slots.remove(slot).is_none());
                        prop_assert!(slots.get_mut(slot).is_none());
                    }
                    model.retain(|(k, _)| *k != key);
                }
            }
            prop_assert_eq!(slots.len(), model.len(), "step {}", number);
        }
        let mut held: Vec<_> = slots.iter().map(|(key, count)| (key.clone(), *count)).collect();
        held.sort();
        model.sort();
        prop_assert_eq!(held, model);
    }

    #[test]
    fn an_outbox_brings_every_record_to_the_owner_of_its_key_in_order(
        records in prop::collection::vec((0..40_u8, 0..9_u8), 0..200),
        workers in 1..=4_usize,
    ) {
        let got = on_workers(workers, async |worker, mut exchange: Exchange<Packet<_, _, _>>| {
            let mut outbox = Outbox::new(workers);
            records.iter().skip(worker).step_by(workers).for_each(|(key, n)| outbox.push(Own, *key, *n));
            let packets = outbox.exchange(&mut exchange).await;
            packets.flat_map(|packet| packet.entries).collect::<Vec<_>>()
        });
        for (worker, got) in got.into_iter().enumerate() {
            let sent = (0..workers).flat_map(|from| records.iter().skip(from).step_by(workers));
            let mine = sent.filter(|(key, _)| Group::of(key).owner(workers) == worker);
            prop_assert!(got.iter().eq(mine));
        }
    }
}

#[test]
fn slots_of_keys_that_are_gone_are_used_again_and_the_index_does_not_grow() {
    let mut slots = Slots::default();
    let mut held = std::collections::VecDeque::new();
    let mut most = 0;
    for key in 0..100_000_u64 {
        held.push_back(slots.slot(Own, key, || key));
        if held.len() > 1_000 {
            slots.remove(held.pop_front().expect("not empty"));
        }
        if key == 10_000 {
            most = slots.bytes();
        }
    }
    assert_eq!(slots.len(), 1_000);
    assert_eq!(slots.bytes(), most);
    assert!((99_000..100_000).all(|key| slots.find(Own, &key).is_some()));
}

#[test]
fn idle_keys_go_before_the_table_grows_and_all_others_stay() {
    let mut slots = Slots::default();
    let mut most = 0;
    for key in 0..100_000_u64 {
        let gap = slots.look(Plain, &key).expect_err("it is new");
        let slot = slots.settle_for(gap, key, key % 100 != 0, |idle| *idle);
        assert_eq!(slots.again(slot).map(|(again, _)| again), Some(key));
        // One in a hundred is still in use, the last ten thousand times.
        if let Some(old) = key.checked_sub(10_000)
            && let Some(old) = slots.find(Plain, &old)
            && let Some(idle) = slots.value_mut(old)
        {
            *idle = true;
        }
        if key == 30_000 {
            most = slots.bytes();
        }
    }
    assert_eq!(slots.bytes(), most);
    assert!((90_100..100_000).step_by(100).all(|key| slots.find(Plain, &key).is_some()));
    assert!(slots.len() < 5_000, "{} keys", slots.len());
}

#[test]
fn a_key_that_is_moved_is_not_had_again() {
    let mut slots = Slots::default();
    let slot = slots.slot(Text, "a", || 0);
    assert!(slots.again(slot).is_none());
}
