//! When batches open and close, with a clock that is moved by hand.

use std::time::Duration;

use super::*;
use crate::time::{Clock, ManualClock};
use crate::{Error, ErrorKind, Trigger};

const S: Duration = Duration::from_secs(1);

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(seconds * 1000)
}

fn send(sender: &mpsc::UnboundedSender<Step>, records: impl IntoIterator<Item = u64>) {
    records.into_iter().for_each(|record| sender.send(Step::Record(record)).expect("the source is there"));
}

/// The batches so far: their times in seconds, and their records.
fn seen(batches: &Batches) -> Vec<(i64, Vec<u64>)> {
    let batches = batches.lock().expect("no panic");
    batches.iter().map(|(_, time, records)| (time.as_millis() / 1000, records.clone())).collect()
}

#[tokio::test]
async fn every_closes_at_multiples_of_the_interval_also_without_records() -> Result<(), Error> {
    let (batches, clock, (sender, source)) = (Batches::default(), ManualClock::at(at(12)), fed());
    let pipeline = recording!(source, batches, |n| n).trigger(Trigger::every(10 * S)).clock(clock.clone());
    let running = pipeline.start().await?;
    send(&sender, [1, 2]);
    others_run().await;
    clock.set(at(19));
    others_run().await;
    assert_eq!(seen(&batches), [], "the tick is at 20");
    clock.set(at(20));
    others_run().await;
    clock.set(at(30));
    others_run().await;
    send(&sender, [3]);
    drop(sender);
    running.await_termination().await?;
    assert_eq!(seen(&batches), [(20, vec![1, 2]), (30, vec![]), (40, vec![3])]);
    Ok(())
}

#[tokio::test]
async fn ticks_missed_by_an_overrun_merge_into_one() -> Result<(), Error> {
    let (batches, clock, (sender, source)) = (Batches::default(), ManualClock::at(at(0)), fed());
    let slow = clock.clone();
    let pipeline = recording!(source, batches, |n| {
        // The first record is computed for 35 seconds.
        slow.set(slow.now().max(at(35)));
        n
    });
    let running = pipeline.trigger(Trigger::every(10 * S)).clock(clock.clone()).start().await?;
    let mut progress = running.progress();
    send(&sender, [1]);
    let first = progress.next().await.expect("a batch");
    send(&sender, [2]);
    others_run().await;
    clock.set(at(41));
    let second = progress.next().await.expect("a batch");
    assert_eq!((first.batch.time, first.behind, first.duration), (at(10), 25 * S, 35 * S));
    assert_eq!((second.batch.time, second.behind, second.duration), (at(40), S, 6 * S));
    assert_eq!(seen(&batches), [(10, vec![1]), (40, vec![2])]);
    running.stop().await
}

#[tokio::test]
async fn every_stops_reading_at_the_budget_until_the_tick() -> Result<(), Error> {
    let (batches, clock, (sender, source)) = (Batches::default(), ManualClock::at(at(1)), fed());
    let pipeline = recording!(source, batches, |n| n).trigger(Trigger::every(10 * S)).clock(clock.clone());
    let running = pipeline.max_records_per_batch(3).start().await?;
    send(&sender, 0..5);
    others_run().await;
    assert_eq!(seen(&batches), []);
    clock.set(at(10));
    others_run().await;
    assert_eq!(seen(&batches), [(10, vec![0, 1, 2])]);
    send(&sender, 5..8);
    others_run().await;
    running.stop().await?;
    // The source had taken in what is over the budget.
    assert_eq!(seen(&batches), [(10, vec![0, 1, 2]), (20, vec![3, 4, 5, 6, 7])]);
    Ok(())
}

#[tokio::test]
async fn a_clock_set_back_by_years_does_not_hold_the_batch_open() -> Result<(), Error> {
    let (batches, clock, (sender, source)) = (Batches::default(), ManualClock::at(at(1_000_000_000)), fed());
    let pipeline = recording!(source, batches, |n| n).trigger(Trigger::every(10 * S)).clock(clock.clone());
    let running = pipeline.start().await?;
    send(&sender, [1]);
    others_run().await;
    clock.set(at(5));
    others_run().await;
    assert_eq!(seen(&batches), [(1_000_000_010, vec![1])]);
    running.stop().await
}

#[derive(Clone)]
pub(super) struct TokioClock(pub(super) tokio::time::Instant);

impl crate::time::Clock for TokioClock {
    fn now(&self) -> Timestamp {
        at(0).plus(self.0.elapsed())
    }
}

#[tokio::test(start_paused = true)]
async fn every_sleeps_until_the_tick_on_a_clock_that_runs() -> Result<(), Error> {
    let (batches, (sender, source)) = (Batches::default(), fed());
    let clock = TokioClock(tokio::time::Instant::now());
    let pipeline = recording!(source, batches, |n| n).trigger(Trigger::every(10 * S)).clock(clock);
    let running = pipeline.start().await?;
    let mut progress = running.progress();
    send(&sender, [1]);
    for tick in 1..=3 {
        let report = progress.next().await.expect("a batch");
        assert_eq!((report.batch.time, report.behind), (at(10 * tick), Duration::ZERO));
        assert_eq!(report.duration, 10 * S);
    }
    assert_eq!(seen(&batches), [(10, vec![1]), (20, vec![]), (30, vec![])]);
    running.stop().await
}

#[tokio::test]
async fn records_closes_at_the_nth() -> Result<(), Error> {
    let (batches, (sender, source)) = (Batches::default(), fed());
    let clock = ManualClock::at(at(7));
    let pipeline = recording!(source, batches, |n| n).trigger(Trigger::records(3)).clock(clock.clone());
    let running = pipeline.start().await?;
    send(&sender, 0..2);
    others_run().await;
    assert_eq!(seen(&batches), [], "two of three");
    clock.set(at(8));
    send(&sender, 2..7);
    drop(sender);
    running.await_termination().await?;
    assert_eq!(seen(&batches), [(7, vec![0, 1, 2]), (8, vec![3, 4, 5]), (8, vec![6])]);
    Ok(())
}

#[tokio::test]
async fn any_of_closes_when_the_first_would() -> Result<(), Error> {
    let (batches, clock, (sender, source)) = (Batches::default(), ManualClock::at(at(0)), fed());
    let trigger = Trigger::any_of([Trigger::every(10 * S), Trigger::records(3)]);
    let pipeline = recording!(source, batches, |n| n).trigger(trigger).clock(clock.clone());
    let running = pipeline.start().await?;
    send(&sender, 0..4);
    others_run().await;
    assert_eq!(seen(&batches), [(0, vec![0, 1, 2])]);
    clock.set(at(10));
    others_run().await;
    assert_eq!(seen(&batches), [(0, vec![0, 1, 2]), (0, vec![3])]);
    clock.set(at(25));
    others_run().await;
    assert_eq!(seen(&batches)[2..], [(10, vec![])]);
    running.stop().await
}

#[tokio::test]
async fn asap_among_others_closes_a_batch_that_has_records() -> Result<(), Error> {
    let (batches, clock, (sender, source)) = (Batches::default(), ManualClock::at(at(0)), fed());
    let trigger = Trigger::any_of([Trigger::every(10 * S), Trigger::asap()]);
    let pipeline = recording!(source, batches, |n| n).trigger(trigger).clock(clock.clone());
    let running = pipeline.start().await?;
    others_run().await;
    clock.set(at(10));
    others_run().await;
    assert_eq!(seen(&batches), [(0, vec![])], "a heartbeat");
    send(&sender, [1]);
    others_run().await;
    assert_eq!(seen(&batches)[1..], [(10, vec![1])]);
    running.stop().await
}

#[tokio::test]
async fn per_record_hands_over_what_is_there_at_most_a_chunk() -> Result<(), Error> {
    let batches = Batches::default();
    let pipeline = recording!(numbers(2000), batches, |n| n).trigger(Trigger::per_record());
    pipeline.start().await?.await_termination().await?;
    assert_eq!(seen(&batches).iter().map(|(_, records)| records.len()).collect::<Vec<_>>(), [1024, 976]);
    Ok(())
}

#[tokio::test]
async fn an_end_of_batch_ends_it_whatever_it_waits_for() -> Result<(), Error> {
    for trigger in [Trigger::asap(), Trigger::records(10), Trigger::available_now()] {
        let (batches, (sender, source)) = (Batches::default(), fed());
        for step in [Step::EndOfBatch, Step::Record(1), Step::EndOfBatch, Step::Record(2)] {
            sender.send(step).expect("open");
        }
        drop(sender);
        let pipeline = recording!(source, batches, |n| n).trigger(trigger.clone());
        pipeline.start().await?.await_termination().await?;
        let records: Vec<_> = seen(&batches).into_iter().map(|(_, records)| records).collect();
        assert_eq!(records, [vec![], vec![1], vec![2]], "{trigger}");
    }
    Ok(())
}

/// The error of a pipeline that does not start with `trigger`.
fn refusal(trigger: Trigger) -> String {
    let pipeline = recording!(numbers(1), Batches::default(), |n| n).trigger(trigger);
    let error = pipeline.max_records_per_batch(100).run().expect_err("it makes no sense");
    assert_eq!(error.kind(), ErrorKind::Start);
    error.to_string()
}

#[test]
fn triggers_that_make_no_sense_do_not_start() {
    let any_of = |inside| Trigger::any_of([Trigger::asap(), inside]);
    for (trigger, text) in [
        (Trigger::every(Duration::ZERO), "`Trigger::every` of zero"),
        (Trigger::records(0), "`Trigger::records(0)` is not between 1 and `max_records_per_batch`, 100"),
        (Trigger::records(101), "`Trigger::records(101)` is not between"),
        (Trigger::any_of([]), "`Trigger::any_of` of nothing"),
        (any_of(Trigger::any_of([])), "`Trigger::any_of` of nothing"),
        (any_of(Trigger::available_now()), "which stands alone"),
        (any_of(Trigger::per_record()), "which stands alone"),
    ] {
        let refusal = refusal(trigger);
        assert!(refusal.contains(text), "{refusal}");
    }
}

#[test]
fn per_record_refuses_what_needs_batches_and_names_it() {
    let plan = Plan { per_batch: const { &[operator("batches", 2)] }, ..PLAN };
    let pipeline = crate::private::pipeline(plan, |_: crate::private::Cx<()>| async { Ok(()) });
    let error = pipeline.trigger(Trigger::per_record()).run().expect_err("there are no batches");
    assert_eq!(
        error.to_string(),
        "this operator works on whole batches, and `Trigger::per_record` has none: use another \
         trigger, such as `Trigger::asap()`, in `batches` (src/main.rs:2:9)"
    );
}
