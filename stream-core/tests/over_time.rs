//! Pipelines over time on a runtime, from the macro to the last batch: equal results with any number of workers.
#![cfg(feature = "runtime")]

use std::time::Duration;

use futures::StreamExt as _;
use stream_core::time::{ManualClock, Timestamp};
use stream_core::window::Windowed;
use stream_core::{Collected, Error, ErrorKind, OnError, Progress, Trigger, stream};

const S: Duration = Duration::from_secs(1);

type Record = (i64, u64);

/// Five partitions, each at a time of its own and with some disorder: `(second, key)`.
fn partitions() -> Vec<Vec<Record>> {
    let disorder = [0, 3, -2, 9, -14, 1, -7];
    let record = |p: i64, i: i64| (p * 40 + i / 20 + disorder[(i % 7) as usize], (i * 31 % 5) as u64);
    (0..5).map(|p| (0..4000).map(|i| record(p, i)).collect()).collect()
}

/// The results of windows of ten seconds, sorted, and the report of the last batch.
async fn counted(workers: usize, trigger: Trigger) -> Result<(Vec<(Timestamp, u64, u64)>, Progress), Error> {
    let seen: Collected<Windowed<u64, u64>> = Collected::new();
    let (out, parts) = (seen.clone(), partitions());
    let pipeline = stream!(
        from_partitions(parts)
            .event_time(|record| Timestamp::from_secs(record.0), out_of_order = 5s)
            .key_by(|record| record.1)
            .window(fixed(10s))
            .count()
            .collect(out)
    );
    let mut progress = pipeline.progress();
    pipeline.workers(workers).trigger(trigger).start().await?.await_termination().await?;
    let mut last = None;
    while let Some(report) = progress.next().await {
        last = Some(report);
    }
    let mut rows: Vec<_> =
        seen.take().into_iter().map(|row| (row.window.start, row.key, row.value)).collect();
    rows.sort_unstable();
    Ok((rows, last.expect("there is a last batch")))
}

/// What is in time and what is late by the definition: a record is late if the end of its window is not after the watermark of
/// its partition before it.
fn expected() -> (Vec<(Timestamp, u64, u64)>, u64) {
    let (mut counts, mut late) = (std::collections::BTreeMap::new(), 0);
    for part in partitions() {
        let mut greatest = i64::MIN;
        for (time, key) in part {
            let start = time.div_euclid(10) * 10;
            if start + 10 <= greatest.saturating_sub(5) {
                late += 1;
            } else {
                *counts.entry((Timestamp::from_secs(start), key)).or_insert(0) += 1;
            }
            greatest = greatest.max(time);
        }
    }
    (counts.into_iter().map(|((start, key), count)| (start, key, count)).collect(), late)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn partitions_come_to_the_definition_with_any_workers_and_trigger() -> Result<(), Error> {
    let (rows, late) = expected();
    assert!(late > 100, "{late}");
    for workers in 1..=4 {
        for trigger in
            [Trigger::asap(), Trigger::records(700), Trigger::per_record(), Trigger::available_now()]
        {
            let (found, last) = counted(workers, trigger.clone()).await?;
            assert_eq!(found, rows, "{workers} workers, {trigger}");
            assert_eq!(last.late, late, "{workers} workers, {trigger}");
            assert_eq!((last.watermark, last.operators[0].windows), (Some(Timestamp::MAX), 0));
        }
    }
    Ok(())
}

#[tokio::test]
async fn finish_fires_open_windows_and_stop_leaves_them() -> Result<(), Error> {
    for finishes in [true, false] {
        let seen: Collected<Windowed<u64, u64>> = Collected::new();
        let out = seen.clone();
        let endless = futures::stream::iter(0..1000_u64).chain(futures::stream::pending());
        let pipeline = stream!(from_stream(endless).key_by(|n| n % 2).window(fixed(1h)).count().collect(out));
        let mut progress = pipeline.progress();
        let running = pipeline.clock(ManualClock::default()).start().await?;
        while holds_less_than(2, &progress.next().await.expect("it runs")) {}
        if finishes {
            running.finish().await?
        } else {
            running.stop().await?
        }
        let counts: Vec<_> = seen.take().into_iter().map(|row| (row.key, row.value)).collect();
        assert_eq!(counts, if finishes { vec![(0, 500), (1, 500)] } else { vec![] });
    }
    Ok(())
}

/// Whether the pipeline holds fewer keys.
fn holds_less_than(keys: u64, report: &Progress) -> bool {
    report.operators.first().is_none_or(|state| state.keys < keys)
}

#[test]
fn a_record_without_a_time_and_one_from_the_far_future_are_rejected() -> Result<(), Error> {
    let records = [Some(5), None, Some(9_000_000_000), Some(6), Some(20)];
    let seen: Collected<Windowed<u64, u64>> = Collected::new();
    let run = |on_error: OnError| {
        let out = seen.clone();
        let pipeline = stream!(
            from_iter(records)
                .event_time(|second| second.map(Timestamp::from_secs), out_of_order = 0s)
                .key_by(|_| 7_u64)
                .window(fixed(10s))
                .count()
                .collect(out)
        );
        pipeline.clock(ManualClock::default()).on_error(on_error).run()
    };
    let error = run(OnError::fail()).expect_err("the first has no time");
    assert_eq!(error.kind(), ErrorKind::Record);
    assert!(error.to_string().starts_with("a record is refused: no event time, "), "{error}");
    run(OnError::skip())?;
    let rows: Vec<_> = seen.take().into_iter().map(|row| (row.window.start, row.value)).collect();
    assert_eq!(rows, [(Timestamp::from_secs(0), 2), (Timestamp::from_secs(20), 1)]);
    Ok(())
}

#[tokio::test]
async fn a_quiet_stream_closes_after_its_idle_time() -> Result<(), Error> {
    let (sender, receiver) = tokio::sync::mpsc::unbounded_channel::<i64>();
    let (results, mut seen) = tokio::sync::mpsc::channel::<Windowed<u64, u64>>(16);
    let arriving =
        futures::stream::unfold(receiver, async |mut receiver| Some((receiver.recv().await?, receiver)));
    let pipeline = stream!(
        from_stream(arriving)
            .event_time(|second| Timestamp::from_secs(*second), out_of_order = 2s, idle = 5s)
            .key_by(|_| 7_u64)
            .window(fixed(10s))
            .count()
            .channel(results)
    );
    let clock = ManualClock::at(Timestamp::from_secs(100));
    let mut progress = pipeline.progress();
    let running = pipeline.clock(clock.clone()).start().await?;
    sender.send(11).expect("open");
    progress.next().await.expect("the batch of the record");
    // The window [10, 20) ends when the watermark, 9 when the record came, has gone on for eleven seconds.
    clock.advance(10 * S);
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert!(seen.try_recv().is_err(), "the watermark is 19");
    clock.advance(S);
    let closed = seen.recv().await.expect("it closes by itself");
    assert_eq!((closed.window.start, closed.value), (Timestamp::from_secs(10), 1));
    running.stop().await
}
