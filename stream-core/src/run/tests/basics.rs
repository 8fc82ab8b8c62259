//! A pipeline runs to the end of its input under the simple triggers, and is driven by hand.

use super::*;
use crate::{Error, ErrorKind, Trigger};

fn records(batches: &Batches) -> Vec<Vec<u64>> {
    batches.lock().expect("no panic").iter().map(|(_, _, records)| records.clone()).collect()
}

#[tokio::test]
async fn asap_takes_all_that_is_there_in_one_batch() -> Result<(), Error> {
    let batches = Batches::default();
    recording!(numbers(3000), batches, |n| n + 1).start().await?.await_termination().await?;
    assert_eq!(records(&batches), [(1..=3000).collect::<Vec<_>>()]);
    Ok(())
}

#[tokio::test]
async fn a_budget_ends_the_batches_of_available_now() -> Result<(), Error> {
    let batches = Batches::default();
    let pipeline = recording!(numbers(2500), batches, |n| n).trigger(Trigger::available_now());
    pipeline.max_records_per_batch(1000).start().await?.await_termination().await?;
    assert_eq!(records(&batches).iter().map(Vec::len).collect::<Vec<_>>(), [1000, 1000, 500]);
    assert_eq!(records(&batches).concat(), (0..2500).collect::<Vec<_>>());
    Ok(())
}

#[tokio::test]
async fn available_now_leaves_what_is_not_there() -> Result<(), Error> {
    let batches = Batches::default();
    let (sender, source) = fed();
    sender.send(Step::Record(7)).expect("open");
    let pipeline = recording!(source, batches, |n| n).trigger(Trigger::available_now());
    pipeline.start().await?.await_termination().await?;
    assert_eq!(records(&batches), [[7]]);
    assert!(sender.is_closed(), "the source is gone");
    Ok(())
}

#[test]
fn drive_ends_a_batch_when_the_source_does() -> Result<(), Error> {
    let batches = Batches::default();
    let (sender, source) = fed();
    for step in [Step::Record(1), Step::EndOfBatch, Step::EndOfBatch, Step::Record(2), Step::Record(3)] {
        sender.send(step).expect("open");
    }
    drop(sender);
    // Neither `Send` nor `'static`.
    let (factor, seen) = (std::rc::Rc::new(2), std::cell::Cell::new(0));
    let seen_ref = &seen;
    let pipeline = recording!(source, batches, |n| {
        seen_ref.set(seen_ref.get() + 1);
        n * *factor
    });
    futures::executor::block_on(pipeline.drive())?;
    assert_eq!(records(&batches), [vec![2], vec![], vec![4, 6]]);
    assert_eq!(seen.get(), 3);
    Ok(())
}

#[test]
fn run_brings_its_own_runtime() -> Result<(), Error> {
    let batches = Batches::default();
    let factor = std::rc::Rc::new(3);
    recording!(numbers(2), batches, |n| n * *factor).run()?;
    assert_eq!(records(&batches), [[0, 3]]);
    Ok(())
}

#[test]
fn start_without_a_runtime_says_so() {
    let error = futures::executor::block_on(recording!(numbers(1), Batches::default(), |n| n).start());
    let error = error.expect_err("there is no runtime");
    assert_eq!(error.kind(), ErrorKind::Start);
    assert!(error.to_string().contains("`.run()`"), "{error}");
}

#[tokio::test]
async fn run_within_a_runtime_says_so() {
    let error = recording!(numbers(1), Batches::default(), |n| n).run().expect_err("it would block");
    assert!(error.to_string().contains("`.start().await`"), "{error}");
}

#[tokio::test]
async fn a_failing_source_ends_the_pipeline_with_its_error() -> Result<(), Error> {
    let (sender, source) = fed();
    sender.send(Step::Fail).expect("open");
    let running = recording!(source, Batches::default(), |n| n).start().await?;
    let error = running.await_termination().await.expect_err("the source fails");
    assert_eq!(error.kind(), ErrorKind::Source);
    assert_eq!(error.to_string(), "the source fails, in `source` (src/main.rs:1:9)");
    Ok(())
}
