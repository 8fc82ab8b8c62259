//! Pipelines that keep records from batch to batch: when a batch comes without input, and the last one.

use std::time::Duration;

use super::*;
use crate::exchange::Exchange;
use crate::private::{Cx, EventTime, Gauge, Tick, pipeline};
use crate::time::ManualClock;
use crate::{OnError, Trigger};

const S: Duration = Duration::from_secs(1);

/// The second operator gives event time, the third keeps records.
const LASTING: Plan = Plan { lasting: &[2], ordered: &[0], ..PLAN };

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_secs(seconds)
}

/// For each worker and batch the tick, and the records that came out, in seconds.
type Fired = Arc<Mutex<Vec<(Tick, Vec<i64>)>>>;

/// What came out so far, in batches of which something did.
fn fired(fired: &Fired) -> Vec<Vec<i64>> {
    let fired = fired.lock().expect("no panic");
    fired.iter().map(|(_, records)| records.clone()).filter(|records| !records.is_empty()).collect()
}

/// How many batches were the last, over all workers.
fn lasts(fired: &Fired) -> usize {
    fired.lock().expect("no panic").iter().filter(|(tick, _)| tick.last).count()
}

/// Takes the times that the watermark has passed.
fn passed(held: &mut Vec<Timestamp>, watermark: Timestamp) -> Vec<i64> {
    let mut out: Vec<_> =
        held.extract_if(.., |time| *time <= watermark).map(|t| t.as_millis() / 1000).collect();
    out.sort_unstable();
    out
}

/// A record is its event time in seconds; it is kept until the watermark reaches it.
macro_rules! in_event_time {
    ($source:expr, $fired:expr, $time:expr) => {{
        let (source, fired, time): (_, Fired, fn() -> EventTime) = ($source, Arc::clone(&$fired), || $time);
        pipeline(LASTING, move |cx: Cx<(Exchange<_>, ())>| async move {
            let (mut worker, (mut exchange1, ())) = cx.split();
            let mut source0 = worker.open(0, source)?;
            let (mut time1, mut held) = (time(), Vec::new());
            worker.opened().await?;
            while worker.begin(&mut (&mut source0, ())).await? {
                while worker.fill(&mut (&mut source0, ())).await?.is_some() {
                    time1.chunk(0, source0.partition(), worker.batch());
                    for item in source0.chunk() {
                        let stamp = time1.stamp(at(item as i64));
                        held.extend(worker.accept(1, stamp, || (None, None))?.map(|stamp| stamp.time));
                    }
                }
                time1.reads(0, &source0, worker.batch());
                time1.advance(&mut worker, &mut exchange1).await;
                let tick = worker.tick(time1.watermark());
                let out = passed(&mut held, tick.watermark);
                fired.lock().expect("no panic").push((tick, out));
                worker.due(held.iter().min().and_then(|&least| time1.when(least)));
                worker.gauge(2, Gauge { keys: held.len() as u64, late: 1, ..Gauge::default() });
                worker.end().await?;
            }
            Ok(())
        })
    }};
}

/// Every record is kept for ten seconds of processing time; what it is comes out, as seconds.
macro_rules! in_processing_time {
    ($source:expr, $fired:expr) => {{
        let (source, fired): (_, Fired) = ($source, Arc::clone(&$fired));
        pipeline(Plan { ordered: &[], ..LASTING }, move |cx: Cx<()>| async move {
            let (mut worker, ()) = cx.split();
            let mut source0 = worker.open(0, source)?;
            let mut held = Vec::new();
            worker.opened().await?;
            while worker.begin(&mut (&mut source0, ())).await? {
                while worker.fill(&mut (&mut source0, ())).await?.is_some() {
                    let until = worker.stamp().time.plus(10 * S);
                    held.extend(source0.chunk().map(|item| (until, item as i64)));
                }
                let tick = worker.tick(worker.processing());
                let out = held.extract_if(.., |(until, _)| *until <= tick.watermark).map(|(_, item)| item);
                fired.lock().expect("no panic").push((tick, out.collect()));
                worker.due(held.iter().map(|(until, _)| *until).min());
                worker.end().await?;
            }
            Ok(())
        })
    }};
}

fn send(sender: &mpsc::UnboundedSender<Step>, records: impl IntoIterator<Item = u64>) {
    records.into_iter().for_each(|record| sender.send(Step::Record(record)).expect("the source is there"));
}

async fn move_to(clock: &ManualClock, seconds: i64) {
    clock.set(at(seconds));
    others_run().await;
}

#[tokio::test]
async fn a_stream_that_goes_quiet_closes_by_the_clock() -> Result<(), Error> {
    let (out, clock, (sender, source)) = (Fired::default(), ManualClock::at(at(1000)), fed());
    let pipeline = in_event_time!(source, out, EventTime::new(1, 2 * S).idle(5 * S).any_time_ahead());
    let running = pipeline.clock(clock.clone()).start().await?;
    send(&sender, [10, 13, 20]);
    others_run().await;
    assert_eq!(fired(&out), [[10, 13]], "the watermark is 18");
    move_to(&clock, 1004).await;
    assert_eq!(out.lock().expect("no panic").len(), 1, "nothing is due");
    move_to(&clock, 1005).await;
    assert_eq!(fired(&out)[1..], [[20]], "18, and 5 seconds of silence");
    send(&sender, [21]);
    others_run().await;
    assert_eq!(fired(&out)[2..], [[21]], "late, but here it is only kept: the watermark is 23");
    running.stop().await
}

#[tokio::test]
async fn without_an_idle_time_a_quiet_stream_stays_open() -> Result<(), Error> {
    let (out, clock, (sender, source)) = (Fired::default(), ManualClock::at(at(1000)), fed());
    let pipeline = in_event_time!(source, out, EventTime::new(1, 2 * S).any_time_ahead());
    let running = pipeline.clock(clock.clone()).start().await?;
    send(&sender, [10]);
    others_run().await;
    move_to(&clock, 1_000_000).await;
    assert_eq!(out.lock().expect("no panic").len(), 1);
    running.stop().await
}

#[tokio::test]
async fn finish_and_the_end_of_input_fire_all_and_stop_does_not() -> Result<(), Error> {
    for workers in [1, 4] {
        for way in ["finish", "stop", "abort", "end"] {
            let (out, (sender, source)) = (Fired::default(), fed());
            let pipeline = in_event_time!(source, out, EventTime::new(1, 2 * S).any_time_ahead());
            let running = pipeline.workers(workers).start().await?;
            send(&sender, [10, 20, 19]);
            others_run().await;
            match way {
                "finish" => running.finish().await?,
                "stop" => running.stop().await?,
                "abort" => running.abort().await?,
                _ => {
                    drop(sender);
                    running.await_termination().await?;
                }
            }
            let all = matches!(way, "finish" | "end");
            let expected: &[&[i64]] = if all { &[&[10], &[19, 20]] } else { &[&[10]] };
            assert_eq!(fired(&out), expected, "{way}, {workers} workers");
            assert_eq!(lasts(&out), if all { workers } else { 0 }, "{way}, {workers} workers");
        }
    }
    Ok(())
}

#[tokio::test]
async fn finish_completes_the_open_batch_before_the_last() -> Result<(), Error> {
    let (out, clock, (sender, source)) = (Fired::default(), ManualClock::at(at(0)), fed());
    let pipeline = in_processing_time!(source, out).clock(clock).trigger(Trigger::every(60 * S));
    let running = pipeline.start().await?;
    send(&sender, [1, 2]);
    others_run().await;
    running.finish().await?;
    let out = out.lock().expect("no panic");
    let ticks: Vec<_> = out.iter().map(|(tick, records)| (tick.last, tick.batch, records.clone())).collect();
    assert_eq!(ticks, [(false, 0, vec![]), (true, 1, vec![1, 2])]);
    assert_eq!(out[1].0.watermark, Timestamp::MAX);
    Ok(())
}

#[test]
fn every_trigger_ends_with_one_last_batch_on_every_worker() -> Result<(), Error> {
    let triggers = [
        Trigger::asap(),
        Trigger::records(3),
        Trigger::available_now(),
        Trigger::per_record(),
        Trigger::every(Duration::from_millis(1)),
        Trigger::any_of([Trigger::every(60 * S), Trigger::asap()]),
    ];
    for trigger in triggers {
        for workers in 1..=4 {
            let out = Fired::default();
            let time = in_event_time!(numbers(2000), out, EventTime::new(1, 50 * S));
            time.trigger(trigger.clone()).workers(workers).run()?;
            let mut all = fired(&out).concat();
            all.sort_unstable();
            assert_eq!(all, (0..2000).collect::<Vec<_>>(), "{trigger}, {workers} workers");
            assert_eq!(lasts(&out), workers, "{trigger}, {workers} workers");
        }
    }
    Ok(())
}

#[test]
fn a_pipeline_without_input_has_a_last_batch_too() -> Result<(), Error> {
    let out = Fired::default();
    in_event_time!(numbers(0), out, EventTime::new(1, S)).run()?;
    let out = out.lock().expect("no panic");
    assert_eq!(out.iter().map(|(tick, _)| (tick.batch, tick.last)).collect::<Vec<_>>(), [(0, true)]);
    Ok(())
}

#[tokio::test]
async fn what_is_due_in_processing_time_comes_without_input() -> Result<(), Error> {
    for trigger in [Trigger::asap(), Trigger::per_record(), Trigger::records(100)] {
        let (out, clock, (sender, source)) = (Fired::default(), ManualClock::at(at(0)), fed());
        let pipeline = in_processing_time!(source, out).clock(clock.clone()).trigger(trigger.clone());
        let running = pipeline.start().await?;
        send(&sender, [1]);
        send(&sender, 100..199);
        others_run().await;
        move_to(&clock, 3).await;
        send(&sender, [2]);
        others_run().await;
        move_to(&clock, 9).await;
        assert_eq!(fired(&out).len(), 0, "{trigger}");
        move_to(&clock, 10).await;
        assert_eq!(fired(&out).concat().len(), 100, "{trigger}: the open batch, if there is one, has closed");
        move_to(&clock, 13).await;
        let after_13 = fired(&out).concat();
        if trigger == Trigger::records(100) {
            // The batch was opened at 3, closed at 10, and its record is kept from its opening.
            assert_eq!(after_13.len(), 101, "{trigger}");
        }
        assert_eq!(after_13.last(), Some(&2), "{trigger}");
        running.stop().await?;
    }
    Ok(())
}

#[tokio::test]
async fn several_workers_open_what_is_due_for_one() -> Result<(), Error> {
    let (out, clock, (sender, source)) = (Fired::default(), ManualClock::at(at(0)), fed());
    let running = in_processing_time!(source, out).workers(3).clock(clock.clone()).start().await?;
    send(&sender, [1]);
    others_run().await;
    move_to(&clock, 10).await;
    assert_eq!(fired(&out), [[1]]);
    assert_eq!(out.lock().expect("no panic").len(), 6, "two batches of three workers");
    running.stop().await
}

#[tokio::test]
async fn available_now_does_not_wait_for_what_is_due() -> Result<(), Error> {
    let (out, clock) = (Fired::default(), ManualClock::at(at(0)));
    let pipeline = in_processing_time!(numbers(3), out).clock(clock).trigger(Trigger::available_now());
    pipeline.start().await?.await_termination().await?;
    assert_eq!((fired(&out), lasts(&out)), (vec![vec![0, 1, 2]], 1));
    Ok(())
}

#[tokio::test]
async fn a_clock_that_is_set_back_fires_nothing_twice_and_stalls_nothing_for_good() -> Result<(), Error> {
    let (out, clock, (sender, source)) = (Fired::default(), ManualClock::at(at(100)), fed());
    let running = in_processing_time!(source, out).clock(clock.clone()).start().await?;
    send(&sender, [1]);
    others_run().await;
    move_to(&clock, 50).await;
    send(&sender, [2]);
    others_run().await;
    let ticks: Vec<_> = out.lock().expect("no panic").iter().map(|(tick, _)| tick.now).collect();
    assert_eq!(ticks, [at(100), at(100)], "processing time does not go back");
    move_to(&clock, 109).await;
    assert_eq!(fired(&out).len(), 0);
    move_to(&clock, 110).await;
    assert_eq!(fired(&out), [[1, 2]]);
    running.stop().await
}

#[tokio::test(start_paused = true)]
async fn what_is_due_comes_on_a_clock_that_runs() -> Result<(), Error> {
    let (out, (sender, source)) = (Fired::default(), fed());
    let clock = triggers::TokioClock(tokio::time::Instant::now());
    let running = in_processing_time!(source, out).clock(clock).start().await?;
    let mut progress = running.progress();
    send(&sender, [1]);
    progress.next().await.expect("the batch of the record");
    let due = progress.next().await.expect("the batch that is due");
    assert_eq!((due.batch.time, fired(&out)), (at(10), vec![vec![1]]));
    running.stop().await
}

#[tokio::test]
async fn progress_tells_the_watermark_who_holds_it_and_what_is_held_over_all_workers() -> Result<(), Error> {
    for workers in [1, 3] {
        let (out, clock) = (Fired::default(), ManualClock::at(at(100)));
        let source = crate::source::from_partitions(
            [50, 20, 70].map(|time: u64| std::iter::repeat_n(time, 50 * 1024)),
        );
        let pipeline = in_event_time!(source, out, EventTime::new(1, 2 * S)).workers(workers);
        let mut progress = pipeline.progress();
        // So many that every worker has its turn.
        pipeline
            .clock(clock)
            .trigger(Trigger::records(100 * 1024))
            .start()
            .await?
            .await_termination()
            .await?;
        let report = progress.next().await.expect("a batch");
        assert_eq!((report.watermark, report.lag), (Some(at(18)), Some(82 * S)), "{workers} workers");
        assert_eq!(report.held_by, Some((PLAN.operators[0], 1)), "{workers} workers");
        let held: Vec<_> =
            report.operators.iter().map(|state| (state.operator, state.keys, state.late)).collect();
        assert_eq!(held, [(PLAN.operators[2], 100 * 1024, workers as u64)]);
        assert_eq!(report.late, workers as u64);
        let mut last = report;
        while let Some(report) = progress.next().await {
            last = report;
        }
        assert!(last.batch.last && last.held_by.is_none(), "{workers} workers");
        assert_eq!((last.watermark, last.lag), (Some(Timestamp::MAX), Some(Duration::ZERO)));
        assert_eq!((last.operators.len(), last.operators[0].keys), (1, 0));
    }
    Ok(())
}

#[tokio::test]
async fn progress_has_no_watermark_before_all_partitions_have_spoken_nor_without_event_time()
-> Result<(), Error> {
    let (out, (sender, source)) = (Fired::default(), fed());
    let running = in_event_time!(source, out, EventTime::new(1, S)).start().await?;
    let mut progress = running.progress();
    sender.send(Step::EndOfBatch).expect("open");
    let report = progress.next().await.expect("a batch");
    assert_eq!((report.watermark, report.lag, report.held_by), (None, None, Some((PLAN.operators[0], 0))));
    running.stop().await?;
    let pipeline = in_processing_time!(numbers(1), out);
    let mut progress = pipeline.progress();
    pipeline.start().await?.await_termination().await?;
    let report = progress.next().await.expect("a batch");
    assert_eq!((report.watermark, report.held_by, report.operators.len()), (None, None, 0));
    Ok(())
}

#[tokio::test]
async fn a_record_from_the_far_future_is_rejected_and_closes_nothing() -> Result<(), Error> {
    let (out, clock, (sender, source)) = (Fired::default(), ManualClock::at(at(0)), fed());
    let pipeline = in_event_time!(source, out, EventTime::new(1, 2 * S)).clock(clock);
    let running = pipeline.on_error(OnError::skip()).start().await?;
    let mut progress = running.progress();
    send(&sender, [10, 9_000_000_000, 11]);
    others_run().await;
    let report = progress.next().await.expect("a batch");
    assert_eq!((report.rejected, report.watermark), (1, Some(at(9))));
    assert_eq!(fired(&out).len(), 0);
    running.stop().await
}

/// The event times of a record are judged within its partition, by whichever worker reads it.
#[test]
fn partitions_come_to_the_same_with_any_number_of_workers() -> Result<(), Error> {
    for workers in 1..=4 {
        let out = Fired::default();
        // Partition `p` is at times of its own, thousands of seconds from the others.
        let parts = (0..5).map(|p: u64| (0..3000).map(move |i| p * 5_000 + i));
        let time =
            in_event_time!(crate::source::from_partitions(parts), out, EventTime::new(1, S).any_time_ahead());
        time.workers(workers).max_records_per_batch(5000).run()?;
        let out = out.lock().expect("no panic");
        let mut all: Vec<_> = out.iter().flat_map(|(_, records)| records.clone()).collect();
        all.sort_unstable();
        let expected: Vec<_> = (0..5).flat_map(|p| (0..3000).map(move |i| p * 5_000 + i)).collect();
        assert_eq!(all, expected);
        for (tick, records) in &*out {
            assert!(records.iter().all(|&record| at(record) <= tick.watermark));
        }
        let held = out.iter().filter(|(tick, _)| tick.watermark < at(3000)).count();
        assert!(held >= workers, "partition 0 holds the watermark at first, {workers} workers");
    }
    Ok(())
}

#[test]
fn a_source_that_is_not_split_is_read_by_one_worker_in_order() -> Result<(), Error> {
    for workers in 1..=4 {
        let out = Fired::default();
        let time = in_event_time!(crate::source::from_iter(0..5000), out, EventTime::new(1, Duration::ZERO));
        time.workers(workers).max_records_per_batch(1024).run()?;
        let out = out.lock().expect("no panic");
        // Each batch fires all of its records, because they are in order.
        let batches = out.iter().filter(|(_, records)| !records.is_empty());
        let firsts: Vec<_> = batches.map(|(tick, records)| (tick.batch, records[0])).collect();
        assert_eq!(firsts, [(0, 0), (1, 1024), (2, 2048), (3, 3072), (4, 4096)], "{workers} workers");
    }
    Ok(())
}
