//! `update_state_by_key` against a list of keys.

use futures::executor::block_on;
use proptest::prelude::*;

use super::{end, on_workers, tick};
use crate::exchange::{Exchange, Part as _};
use crate::keyed::kind::{Own, Text};
use crate::stage::Stamp;
use crate::state::Group;
use crate::stateful::UpdateState;
use crate::time::Timestamp;

/// Appends what comes; three batches without a value remove a key.
fn step(values: Vec<u32>, state: Option<(Vec<u32>, u8)>) -> Option<(Vec<u32>, u8)> {
    let (mut all, idle) = state.unwrap_or_default();
    let idle = if values.is_empty() { idle + 1 } else { 0 };
    all.extend(values);
    (idle < 3).then_some((all, idle))
}

type States = Vec<(String, (Vec<u32>, u8))>;

/// Every key that has a state or values, one after the other.
fn naive(states: &mut States, batch: &[(String, u32)]) {
    for (key, _) in batch {
        if !states.iter().any(|(k, _)| k == key) {
            states.push((key.clone(), (Vec::new(), 0)));
        }
    }
    let updated = std::mem::take(states).into_iter().filter_map(|(key, state)| {
        let values = batch.iter().filter(|(k, _)| *k == key).map(|(_, n)| *n).collect();
        let state = step(values, Some(state))?;
        Some((key, state))
    });
    *states = updated.collect();
}

fn batches() -> impl Strategy<Value = Vec<Vec<(String, u32)>>> {
    prop::collection::vec(prop::collection::vec(("[a-e]{0,2}", 0..1000_u32), 0..12), 0..12)
}

proptest! {
    #[test]
    fn every_key_comes_out_of_every_batch(batches in batches()) {
        let mut update = UpdateState::new(1);
        let mut exchange = Exchange::make(1).remove(0);
        let mut want = States::new();
        for batch in &batches {
            batch.iter().for_each(|(key, n)| update.push(Text, key.as_str(), *n));
            block_on(update.exchange(&mut exchange));
            update.update(tick(7), step);
            naive(&mut want, batch);
            let got: Vec<_> = update.results().map(|(_, result)| result).collect();
            prop_assert_eq!(&got, &want);
            prop_assert_eq!(update.gauge().keys, want.len() as u64);
        }
    }

    #[test]
    fn several_workers_come_to_the_states_of_one(batches in batches(), workers in 2..=4_usize) {
        let outputs = on_workers(workers, async |worker, mut exchange: Exchange<_>| {
            let mut update = UpdateState::new(workers);
            let mut outputs = Vec::new();
            for batch in &batches {
                // The parts of a batch one after the other, so that the order of the values is that of one worker.
                let part = batch.chunks(batch.len().div_ceil(workers).max(1)).nth(worker).unwrap_or_default();
                part.iter().for_each(|(key, n)| update.push(Text, key.as_str(), *n));
                update.exchange(&mut exchange).await;
                update.update(tick(7), step);
                outputs.push(update.results().map(|(_, result)| result).collect::<States>());
            }
            outputs
        });
        let mut want = States::new();
        for (number, batch) in batches.iter().enumerate() {
            naive(&mut want, batch);
            for (worker, output) in outputs.iter().enumerate() {
                let mine = want.iter().filter(|(key, _)| Group::of(key).owner(workers) == worker);
                prop_assert!(output[number].iter().eq(mine));
            }
        }
    }
}

#[test]
fn the_end_of_the_input_is_no_batch_and_results_are_at_the_watermark() {
    let mut update = UpdateState::new(1);
    update.push(Own, 1, 10);
    let count = |values: Vec<i32>, state: Option<usize>| Some(values.len() + state.unwrap_or(0));
    update.update(tick(5), count);
    let stamp = Stamp { time: super::at(5), watermark: Timestamp::MIN };
    assert!(update.results().eq([(stamp, (1, 1))]));
    update.update(end(), |_, _| panic!("no batch"));
    assert_eq!(update.results().count(), 0);
}
