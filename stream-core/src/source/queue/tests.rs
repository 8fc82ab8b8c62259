//! Queued batches and micro-batches, with one worker and with two.

use super::super::testing::{self, batch, opening};
use super::*;

/// The records of each micro-batch, read with a budget of `max` records.
fn batches<S>(source: &mut S, max: usize) -> Vec<Vec<u32>>
where
    S: for<'a> Source<Item<'a> = u32>,
{
    let mut batches = Vec::new();
    let mut ready = None;
    while ready != Some(Ready::End) && batches.len() < 100 {
        source.begin_batch(&batch(batches.len() as u64));
        let mut records = Vec::new();
        ready = testing::ready(source);
        if ready == Some(Ready::End) {
            break;
        }
        while ready == Some(Ready::Records) && records.len() < max {
            records.extend(source.chunk((max - records.len()).min(CHUNK)));
            ready = testing::ready(source);
        }
        batches.push(records);
    }
    batches
}

fn open(queued: Vec<Vec<u32>>) -> impl for<'a> Source<Item<'a> = u32> {
    queue(queued).open(&opening(0, 1)).unwrap()
}

#[test]
fn each_micro_batch_reads_one_queued_batch() {
    let queued = vec![vec![1, 2], vec![3], (0..3_000).collect()];
    assert_eq!(batches(&mut open(queued.clone()), usize::MAX), queued);
}

#[test]
fn an_empty_queued_batch_is_an_empty_micro_batch() {
    for queued in [vec![vec![]], vec![vec![], vec![1], vec![], vec![]]] {
        assert_eq!(batches(&mut open(queued.clone()), usize::MAX), queued);
    }
}

#[test]
fn an_empty_queue_has_no_micro_batch() {
    assert_eq!(batches(&mut open(vec![]), usize::MAX), Vec::<Vec<u32>>::new());
}

#[test]
fn a_batch_over_the_budget_goes_on_in_the_next() {
    let mut source = open(vec![(0..1_500).collect(), vec![7]]);
    let sizes: Vec<_> = batches(&mut source, 1_024).iter().map(Vec::len).collect();
    assert_eq!(sizes, [1_024, 476, 1]);
    let mut source = open(vec![(0..1_500).collect(), vec![7]]);
    let sizes: Vec<_> = batches(&mut source, 1_000).iter().map(Vec::len).collect();
    assert_eq!(sizes, [1_000, 500, 1]);
}

#[test]
fn all_at_once_is_one_micro_batch() {
    let spec = queue(vec![vec![1], vec![], vec![2, 3]]).all_at_once(true);
    let mut source = spec.open(&opening(0, 1)).unwrap();
    assert_eq!(batches(&mut source, usize::MAX), [[1, 2, 3]]);
}

#[test]
fn workers_share_the_batch_at_hand() {
    let shared = queue([(0..3_000_u32).collect::<Vec<_>>(), vec![9]]);
    let mut one = shared.clone().open(&opening(0, 2)).unwrap();
    let mut two = shared.open(&opening(1, 2)).unwrap();
    let mut records = Vec::new();
    for number in 0..2 {
        one.begin_batch(&batch(number));
        two.begin_batch(&batch(number));
        let mut both = Vec::new();
        loop {
            let ready = [testing::ready(&mut one), testing::ready(&mut two)];
            both.extend((ready[0] == Some(Ready::Records)).then(|| one.chunk(700)).into_iter().flatten());
            both.extend((ready[1] == Some(Ready::Records)).then(|| two.chunk(700)).into_iter().flatten());
            if ready.iter().all(|ready| *ready != Some(Ready::Records)) {
                break;
            }
        }
        both.sort_unstable();
        records.push(both);
    }
    assert_eq!(records, [(0..3_000).collect::<Vec<_>>(), vec![9]]);
}

#[test]
fn what_a_worker_has_taken_in_for_a_batch_that_took_none_comes_before_the_next_batch() {
    let shared = queue([vec![1], vec![2]]);
    let mut one = shared.clone().open(&opening(0, 2)).unwrap();
    let mut two = shared.open(&opening(1, 2)).unwrap();
    one.begin_batch(&batch(0));
    two.begin_batch(&batch(0));
    assert_eq!(testing::ready(&mut one), Some(Ready::Records));
    for (number, record) in [(1, 1), (2, 2)] {
        two.begin_batch(&batch(number));
        assert_eq!(testing::ready(&mut two) == Some(Ready::Records), record == 2, "it is held by the other");
        one.begin_batch(&batch(number));
        let both = [&mut one, &mut two].map(|source| match testing::ready(source) {
            Some(Ready::Records) => source.chunk(9).collect(),
            _ => vec![],
        });
        assert_eq!(both.concat(), [record]);
        assert!([&mut one, &mut two].map(testing::ready).iter().all(|ready| *ready != Some(Ready::Records)));
    }
}

#[test]
fn a_worker_that_lags_takes_nothing_of_the_next_batch() {
    let shared = queue([vec![1], vec![2]]);
    let mut one = shared.clone().open(&opening(0, 2)).unwrap();
    let mut two = shared.open(&opening(1, 2)).unwrap();
    one.begin_batch(&batch(0));
    two.begin_batch(&batch(0));
    assert_eq!(testing::ready(&mut one), Some(Ready::Records));
    assert_eq!(one.chunk(9).collect::<Vec<_>>(), [1]);
    one.begin_batch(&batch(1));
    assert_eq!(testing::ready(&mut two), Some(Ready::EndOfBatch));
    two.begin_batch(&batch(1));
    assert_eq!(testing::ready(&mut two), Some(Ready::Records));
    assert_eq!(two.chunk(9).collect::<Vec<_>>(), [2]);
}
