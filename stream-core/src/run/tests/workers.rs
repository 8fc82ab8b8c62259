//! Several workers take part in the same batches and come to the result of one.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::exchange::Exchange;
use crate::private::{Cx, pipeline};
use crate::{Error, Trigger};

/// What the batches of a counting pipeline came to: by batch and worker, the number of records of
/// each residue that belongs to the worker.
type Counts = Arc<Mutex<Vec<(u64, BTreeMap<u64, u64>)>>>;

/// Counts records by their residue modulo 7; residue `r` belongs to worker `r % workers`.
macro_rules! counting {
    ($source:expr, $counts:expr) => {{
        let (source, counts): (_, Counts) = ($source, Arc::clone(&$counts));
        pipeline(PLAN, move |cx: Cx<(Exchange<u64>, ())>| async move {
            let (mut w, (mut e2, ())) = cx.split();
            let mut s0 = w.open(0, source)?;
            w.opened().await?;
            while w.begin(&mut (&mut s0, ())).await? {
                let mut parcels: Vec<Vec<u64>> = (0..w.workers()).map(|_| Vec::new()).collect();
                while w.fill(&mut (&mut s0, ())).await?.is_some() {
                    for item in s0.chunk() {
                        let residue = item % 7;
                        parcels[residue as usize % w.workers()].push(residue);
                    }
                }
                let mut table = BTreeMap::new();
                for residue in e2.all_to_all(parcels).await.concat() {
                    *table.entry(residue).or_default() += 1;
                }
                w.out(table.len() as u64);
                counts.lock().expect("no panic").push((w.batch().number, table));
                w.end().await?;
            }
            Ok(())
        })
    }};
}

fn expected(records: impl Iterator<Item = u64>) -> BTreeMap<u64, u64> {
    records.fold(BTreeMap::new(), |mut table, record| {
        *table.entry(record % 7).or_default() += 1;
        table
    })
}

fn total<'a>(tables: impl Iterator<Item = &'a BTreeMap<u64, u64>>) -> BTreeMap<u64, u64> {
    tables.flatten().fold(BTreeMap::new(), |mut table, (key, count)| {
        *table.entry(*key).or_default() += count;
        table
    })
}

#[test]
fn records_of_n_workers_close_at_exactly_n() -> Result<(), Error> {
    for workers in 1..=4 {
        let counts = Counts::default();
        let pipeline = counting!(numbers(5000), counts).trigger(Trigger::records(700)).workers(workers);
        pipeline.run()?;
        let counts = counts.lock().expect("no panic");
        for batch in 0..8 {
            let here = counts.iter().filter(|(number, _)| *number == batch).map(|(_, table)| table);
            let sum: u64 = total(here.clone()).values().sum();
            assert_eq!(
                (here.count(), sum),
                (workers, if batch < 7 { 700 } else { 100 }),
                "{workers}, {batch}"
            );
        }
    }
    Ok(())
}

#[derive(Clone, Debug)]
enum Input {
    Records(u64),
    EndOfBatch,
}

fn input() -> impl Strategy<Value = Vec<Input>> {
    let step = prop_oneof![4 => (0u64..3000).prop_map(Input::Records), 1 => Just(Input::EndOfBatch)];
    prop::collection::vec(step, 0..8)
}

fn trigger() -> impl Strategy<Value = Trigger> {
    let every = std::time::Duration::from_millis(1);
    prop_oneof![
        Just(Trigger::asap()),
        Just(Trigger::available_now()),
        Just(Trigger::per_record()),
        (1u64..2000).prop_map(Trigger::records),
        Just(Trigger::every(every)),
        (1u64..2000).prop_map(move |n| Trigger::any_of([Trigger::every(every), Trigger::records(n)])),
        Just(Trigger::any_of([Trigger::every(every), Trigger::asap()])),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_workers_trigger_and_budget_count_every_record_once(
        (workers, input, trigger, budget) in (1usize..=4, input(), trigger(), 2000u64..9000)
    ) {
        let (counts, (sender, source)) = (Counts::default(), fed());
        let mut sent = 0;
        for step in &input {
            match step {
                Input::Records(n) => {
                    (sent..sent + n).for_each(|record| sender.send(Step::Record(record)).expect("open"));
                    sent += n;
                }
                Input::EndOfBatch => sender.send(Step::EndOfBatch).expect("open"),
            }
        }
        drop(sender);
        let pipeline = counting!(source, counts).trigger(trigger).max_records_per_batch(budget);
        pipeline.workers(workers).run().map_err(|error| TestCaseError::fail(error.to_string()))?;
        let counts = counts.lock().expect("no panic");
        prop_assert_eq!(total(counts.iter().map(|(_, table)| table)), expected(0..sent));
        let batches = counts.iter().map(|(number, _)| *number).max().map_or(0, |last| last + 1);
        prop_assert_eq!(counts.len() as u64, batches * workers as u64, "every worker in every batch");
        for batch in 0..batches {
            let here = counts.iter().filter(|(number, _)| *number == batch).map(|(_, table)| table);
            prop_assert!(total(here).values().sum::<u64>() <= budget);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn stop_completes_the_batch_on_every_worker() -> Result<(), Error> {
    for workers in 1..=3 {
        let (counts, (sender, source)) = (Counts::default(), fed());
        let hour = Trigger::every(std::time::Duration::from_secs(3600));
        let running = counting!(source, counts).trigger(hour).workers(workers).start().await?;
        let mut progress = running.progress();
        (0..10_000).for_each(|record| sender.send(Step::Record(record)).expect("open"));
        running.stop().await?;
        let report = progress.next().await;
        let counts = counts.lock().expect("no panic");
        let counted: u64 = total(counts.iter().map(|(_, table)| table)).values().sum();
        assert!(counts.is_empty() || counts.len() == workers, "{} of {workers}", counts.len());
        assert_eq!(report.map_or(0, |report| report.records_in), counted);
    }
    Ok(())
}
