//! A table against a list of pairs that is searched from its beginning.

use proptest::prelude::*;

use super::on_workers;
use crate::exchange::{Exchange, Part as _};
use crate::keyed::kind::{Own, Text};
use crate::keyed::{Packet, Table, append};

/// The values of each key, keys by first sight.
fn grouped<K: PartialEq + Clone, V: Clone>(records: &[(K, V)]) -> Vec<(K, Vec<V>)> {
    let mut groups: Vec<(K, Vec<V>)> = Vec::new();
    for (key, value) in records {
        match groups.iter_mut().find(|(k, _)| k == key) {
            Some((_, values)) => values.push(value.clone()),
            None => groups.push((key.clone(), vec![value.clone()])),
        }
    }
    groups
}

/// A fold that is not commutative.
fn next(accumulator: i64, value: i64) -> i64 {
    accumulator.wrapping_mul(3).wrapping_add(value)
}

fn records() -> impl Strategy<Value = Vec<(String, i64)>> {
    let key = prop_oneof![3 => "[a-c]{0,2}", 1 => "[ab]{3,9}", 1 => "[a-z]{14,20}"];
    prop::collection::vec((key, -9..9_i64), 0..80)
}

proptest! {
    #[test]
    fn every_method_agrees_with_a_search(batches in prop::collection::vec(records(), 1..4)) {
        let (mut sums, mut folds, mut groups) = (Table::new(), Table::new(), Table::new());
        let (mut counts, mut keys) = (Table::new(), Table::new());
        for batch in batches {
            for (key, value) in &batch {
                let key = key.as_str();
                sums.reduce(Text, key, *value, |a, b| a + b);
                folds.fold(Text, key, || 100, |a| next(a, *value));
                groups.group(Text, key, *value);
                counts.count(Text, key);
                keys.insert_key(Text, key);
            }
            let want = grouped(&batch);
            prop_assert_eq!(sums.len(), want.len());
            prop_assert_eq!(sums.is_empty(), want.is_empty());
            let sum = |v: &Vec<i64>| v.iter().sum::<i64>();
            let fold = |v: &Vec<i64>| v.iter().fold(100, |a, v| next(a, *v));
            prop_assert!(sums.drain().eq(want.iter().map(|(k, v)| (k.clone(), sum(v)))));
            prop_assert!(folds.drain().eq(want.iter().map(|(k, v)| (k.clone(), fold(v)))));
            prop_assert!(counts.drain().eq(want.iter().map(|(k, v)| (k.clone(), v.len() as u64))));
            prop_assert!(keys.drain().eq(want.iter().map(|(k, _)| (k.clone(), ()))));
            prop_assert!(groups.drain().eq(want));
        }
    }

    #[test]
    fn an_exchange_brings_each_key_to_one_worker(
        batches in prop::collection::vec(prop::collection::vec(records(), 4), 1..3),
        workers in 1..=4_usize,
    ) {
        let outputs = on_workers(workers, async |worker, mut exchange: Exchange<Packet<_, _, _>>| {
            let mut table = Table::new();
            let mut outputs = Vec::new();
            for batch in &batches {
                for (key, value) in batch.iter().skip(worker).step_by(workers).flatten() {
                    table.group(Text, key.as_str(), *value);
                }
                table.exchange(&mut exchange, append).await;
                outputs.push(table.drain().collect::<Vec<_>>());
            }
            outputs
        });
        for (number, batch) in batches.iter().enumerate() {
            let mut got: Vec<_> = outputs.iter().flat_map(|worker| worker[number].clone()).collect();
            let mut want = grouped(&batch.concat());
            got.iter_mut().chain(&mut want).for_each(|(_, values)| values.sort_unstable());
            got.sort_unstable();
            want.sort_unstable();
            prop_assert_eq!(got, want);
        }
    }
}

#[test]
fn many_keys_then_few_shrink_the_index_and_lose_nothing() {
    let mut table = Table::new();
    for keys in [100_000, 3, 3, 0, 5_000, 1] {
        (0..2 * keys).for_each(|i| table.reduce(Own, i % keys, 1, |a, b| a + b));
        assert!(table.drain().eq((0..keys).map(|key| (key, 2))));
    }
}

#[test]
fn keys_of_one_hash_are_told_apart() {
    #[derive(Clone, Copy, PartialEq, Eq, Debug)]
    struct Colliding(u32);
    impl std::hash::Hash for Colliding {
        fn hash<H: std::hash::Hasher>(&self, _: &mut H) {}
    }
    let mut table = Table::new();
    (0..900).for_each(|i| table.reduce(Own, Colliding(i % 300), i, |a, b| a + b));
    assert!(table.drain().eq((0..300).map(|i| (Colliding(i), 3 * i + 900))));
}

#[test]
fn the_exchange_is_send_and_its_records_need_not_be_static() {
    fn is_send<T: Send>(future: T) -> T {
        future
    }
    let text = String::from("a b a");
    let words: Vec<&str> = text.split(' ').collect();
    let mut exchange = Exchange::make(1).remove(0);
    let mut table = Table::new();
    words.iter().for_each(|word| table.group(Text, *word, *word));
    futures::executor::block_on(is_send(table.exchange(&mut exchange, append)));
    assert!(table.drain().eq([(String::from("a"), vec!["a", "a"]), (String::from("b"), vec!["b"])]));
}

#[test]
fn a_drain_that_is_dropped_leaves_an_empty_table() {
    let mut table = Table::new();
    (0..10).for_each(|key| table.count(Own, key));
    assert_eq!(table.drain().next(), Some((0, 1)));
    table.count(Own, 9);
    assert!(table.drain().eq([(9, 1)]));
}

#[test]
fn pushed_accumulators_are_drained_in_order() {
    let mut table = Table::<_, _, ()>::new();
    table.push_unique("b", 1);
    table.push_unique("a", 2);
    assert!(table.drain().eq([("b", 1), ("a", 2)]));
}

#[test]
fn one_worker_keeps_the_order_of_first_sight() {
    let mut exchange = Exchange::make(1).remove(0);
    let mut table = Table::new();
    ["b", "a", "b"].into_iter().for_each(|key| table.count(Text, key));
    futures::executor::block_on(table.exchange(&mut exchange, |a, b| a + b));
    assert!(table.drain().eq([(String::from("b"), 2), (String::from("a"), 1)]));
}
