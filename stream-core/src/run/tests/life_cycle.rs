//! How a running pipeline ends, and what it reports.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use super::*;
use crate::time::{Clock, ManualClock};
use crate::{BoxedPipeline, Error, ErrorKind, Pipeline, Startable, Trigger};

fn every_hour() -> (Trigger, ManualClock) {
    (Trigger::every(Duration::from_secs(3600)), ManualClock::default())
}

fn records(batches: &Batches) -> Vec<Vec<u64>> {
    batches.lock().expect("no panic").iter().map(|(_, _, records)| records.clone()).collect()
}

#[tokio::test]
async fn stop_and_finish_complete_the_batch_in_hand() -> Result<(), Error> {
    for finish in [false, true] {
        let (batches, (trigger, clock), (sender, source)) = (Batches::default(), every_hour(), fed());
        let pipeline = recording!(source, batches, |n| n).trigger(trigger).clock(clock);
        let running = pipeline.start().await?;
        sender.send(Step::Record(1)).expect("open");
        others_run().await;
        assert_eq!(records(&batches).len(), 0);
        if finish {
            running.finish().await?
        } else {
            running.stop().await?
        }
        assert_eq!(records(&batches), [[1]]);
        assert!(sender.is_closed());
    }
    Ok(())
}

#[tokio::test]
async fn stop_ends_a_pipeline_that_waits_for_input() -> Result<(), Error> {
    let (batches, (_sender, source)) = (Batches::default(), fed());
    let running = recording!(source, batches, |n| n).start().await?;
    others_run().await;
    running.stop().await?;
    assert_eq!(records(&batches).len(), 0);
    Ok(())
}

#[tokio::test]
async fn abort_drops_the_batch_in_hand() -> Result<(), Error> {
    let (batches, (trigger, clock), (sender, source)) = (Batches::default(), every_hour(), fed());
    let running = recording!(source, batches, |n| n).trigger(trigger).clock(clock).start().await?;
    sender.send(Step::Record(1)).expect("open");
    others_run().await;
    running.abort().await?;
    assert_eq!(records(&batches).len(), 0);
    assert!(sender.is_closed(), "the workers are gone when `abort` returns");
    Ok(())
}

#[tokio::test]
async fn dropping_it_stops_it() -> Result<(), Error> {
    let (batches, (trigger, clock), (sender, source)) = (Batches::default(), every_hour(), fed());
    let running = recording!(source, batches, |n| n).trigger(trigger).clock(clock).start().await?;
    sender.send(Step::Record(1)).expect("open");
    others_run().await;
    drop(running);
    sender.closed().await;
    others_run().await;
    assert_eq!(records(&batches), [[1]]);
    Ok(())
}

#[tokio::test]
async fn ended_resolves_and_leaves_the_result() -> Result<(), Error> {
    let (sender, source) = fed();
    let running = recording!(source, Batches::default(), |n| n).start().await?;
    sender.send(Step::Fail).expect("open");
    running.ended().await;
    let error = running.await_termination().await.expect_err("it failed");
    assert_eq!(error.kind(), ErrorKind::Source);
    Ok(())
}

#[tokio::test]
async fn progress_says_what_each_batch_did() -> Result<(), Error> {
    let (batches, clock, (sender, source)) = (Batches::default(), ManualClock::default(), fed());
    let running = recording!(source, batches, |n| n).clock(clock.clone()).start().await?;
    let mut progress = running.progress();
    for records in [3, 1] {
        clock.advance(Duration::from_secs(1));
        (0..records).for_each(|n| sender.send(Step::Record(n)).expect("open"));
        let report = progress.next().await.expect("a batch");
        assert_eq!((report.records_in, report.records_out), (records, records));
        assert_eq!((report.rejected, report.missed), (0, 0));
        assert_eq!(report.batch.time, clock.now());
    }
    running.stop().await?;
    assert_eq!(progress.next().await, None, "the pipeline has ended");
    Ok(())
}

#[tokio::test]
async fn a_subscription_before_the_start_sees_the_first_batch_and_ends_with_the_pipeline() -> Result<(), Error>
{
    let (sender, source) = fed();
    sender.send(Step::EndOfBatch).expect("open");
    drop(sender);
    let pipeline = recording!(source, Batches::default(), |n| n);
    let mut progress = pipeline.progress();
    pipeline.start().await?.await_termination().await?;
    assert_eq!(progress.next().await.map(|report| report.batch.number), Some(0));
    while progress.next().await.is_some() {}

    let (_sender, source) = fed();
    let never_started = recording!(source, Batches::default(), |n| n);
    let mut progress = never_started.progress();
    drop(never_started);
    assert_eq!(progress.next().await, None);
    Ok(())
}

#[tokio::test]
async fn a_lagging_subscriber_loses_the_oldest_and_is_told() -> Result<(), Error> {
    let (sender, source) = fed();
    let running = recording!(source, Batches::default(), |n| n).start().await?;
    let mut progress = running.progress();
    (0..1030).for_each(|_| sender.send(Step::EndOfBatch).expect("open"));
    drop(sender);
    running.await_termination().await?;
    let first = progress.next().await.expect("1,024 are kept");
    assert_eq!((first.batch.number, first.missed), (6, 6));
    let second = progress.next().await.expect("1,024 are kept");
    assert_eq!((second.batch.number, second.missed), (7, 0));
    Ok(())
}

#[tokio::test]
async fn a_source_that_cannot_be_opened_fails_the_start() {
    let reached = Arc::new(AtomicBool::new(false));
    let after = Arc::clone(&reached);
    let pipeline = crate::private::pipeline(PLAN, move |cx: crate::private::Cx<()>| async move {
        let (mut w, ()) = cx.split();
        let _source = w.open(0, Missing)?;
        after.store(true, Ordering::Relaxed);
        w.opened().await
    });
    let error = pipeline.workers(2).start().await.expect_err("it is missing");
    assert_eq!(error.to_string(), "the folder is missing, in `source` (src/main.rs:1:9)");
    assert!(!reached.load(Ordering::Relaxed));
}

#[derive(Clone)]
struct Missing;

impl crate::source::IntoSource for Missing {
    type Source = FedSource;

    fn open(self, _: &crate::source::Opening) -> Result<FedSource, Error> {
        Err(Error::new(ErrorKind::Start, "the folder is missing"))
    }
}

fn returned(batches: &Batches) -> Pipeline<impl Startable + Clone> {
    recording!(numbers(3), batches, |n| n)
}

#[tokio::test]
async fn a_pipeline_can_be_returned_and_boxed() -> Result<(), Error> {
    let batches = Batches::default();
    let boxed: Vec<BoxedPipeline> = vec![
        returned(&batches).boxed(),
        returned(&batches).workers(2).boxed(),
        returned(&batches).workers(2).boxed().boxed(),
    ];
    for pipeline in boxed {
        pipeline.name("kept in a struct").start().await?.await_termination().await?;
        let mut all = std::mem::take(&mut *batches.lock().expect("no panic"));
        all.sort_by_key(|(_, _, records)| records.len());
        assert_eq!(all.pop().map(|(_, _, records)| records), Some(vec![0, 1, 2]));
    }
    Ok(())
}

#[test]
fn a_boxed_pipeline_runs_without_a_runtime_and_is_driven() -> Result<(), Error> {
    let batches = Batches::default();
    returned(&batches).workers(2).boxed().run()?;
    futures::executor::block_on(returned(&batches).drive())?;
    assert_eq!(records(&batches).concat(), [0, 1, 2, 0, 1, 2]);
    Ok(())
}

#[test]
fn zero_workers_do_not_start() {
    let error = returned(&Batches::default()).workers(0).run().expect_err("nobody would run it");
    assert!(error.to_string().contains("0 workers"), "{error}");
}
