//! Counts, reductions, sorting and the greatest records, against vectors.

use proptest::prelude::*;

use super::on_workers;
use crate::exchange::{Exchange, Part as _};
use crate::keyed::{Count, Reduced, Top, sort};

/// Two batches of records that worker `worker` has.
fn batches(records: &[u32], worker: usize, workers: usize) -> impl Iterator<Item = Vec<u32>> {
    records.chunks(records.len() / 2 + 1).map(move |batch| {
        batch.chunks(batch.len().div_ceil(workers)).nth(worker).unwrap_or_default().to_vec()
    })
}

proptest! {
    #[test]
    fn counts_and_reductions(records in prop::collection::vec(0..50_u32, 1..60), workers in 1..=4_usize) {
        let joined = |a: String, b: String| a + " " + &b;
        let counts = on_workers(workers, async |worker, mut exchange: Exchange<u64>| {
            let (mut count, mut out) = (Count::new(), Vec::new());
            for batch in batches(&records, worker, workers) {
                batch.iter().for_each(|_| count.add());
                out.push(count.finish(&mut exchange).await);
            }
            out
        });
        let reduced = on_workers(workers, async |worker, mut exchange: Exchange<String>| {
            let (mut reduced, mut out) = (Reduced::new(), Vec::new());
            for batch in batches(&records, worker, workers) {
                batch.iter().for_each(|record| reduced.push(record.to_string(), joined));
                out.push(reduced.finish(&mut exchange, joined).await);
            }
            out
        });
        for (number, batch) in batches(&records, 0, 1).enumerate() {
            prop_assert_eq!(counts[0][number], Some(batch.len() as u64));
            prop_assert_eq!(&reduced[0][number], &batch.iter().map(u32::to_string).reduce(joined));
            prop_assert!(counts[1..].iter().all(|worker| worker[number].is_none()));
            prop_assert!(reduced[1..].iter().all(|worker| worker[number].is_none()));
        }
    }

    #[test]
    fn the_greatest_and_all_sorted(
        records in prop::collection::vec(0..50_u32, 1..60),
        workers in 1..=4_usize,
        n in 0..9_usize,
    ) {
        // The tens decide; the order of equal ones shows in the units.
        let tens = |a: &u32, b: &u32| (a / 10).cmp(&(b / 10));
        let outputs = on_workers(workers, async |worker, mut exchange: Exchange<u32>| {
            let (mut top, mut out) = (Top::new(n), Vec::new());
            for mut batch in batches(&records, worker, workers) {
                batch.iter().for_each(|record| top.push(*record, tens));
                let greatest = top.finish(&mut exchange, tens).await;
                sort(&mut batch, &mut exchange, tens).await;
                out.push((greatest, batch));
            }
            out
        });
        for (number, mut batch) in batches(&records, 0, 1).enumerate() {
            let mut want = batch.clone();
            want.sort_by(|a, b| tens(b, a));
            want.truncate(n);
            batch.sort_by(tens);
            prop_assert_eq!(&outputs[0][number], &(want, batch));
            prop_assert!(outputs[1..].iter().all(|w| w[number].0.is_empty() && w[number].1.is_empty()));
        }
    }
}

#[test]
fn an_empty_batch_counts_0_and_reduces_to_nothing() {
    let mut ends = (Exchange::make(1).remove(0), Exchange::make(1).remove(0));
    let count = futures::executor::block_on(Count::new().finish(&mut ends.0));
    let reduced = futures::executor::block_on(Reduced::<u8>::new().finish(&mut ends.1, |a, _| a));
    assert_eq!((count, reduced), (Some(0), None));
}

#[test]
fn top_holds_at_most_twice_its_number() {
    let mut top = Top::new(10);
    for record in 0..1_000_u32 {
        top.push(record, Ord::cmp);
        assert!(top.held() <= 20);
    }
}
