//! What the macro tells the runtime, and the life of a pipeline, through `stream!` itself.
#![cfg(feature = "runtime")]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures::StreamExt;
use futures::channel::mpsc;
use stream_core::time::ManualClock;
use stream_core::{Collected, Error, ErrorKind, OnError, Trigger, stream};

/// Starts the pipeline record at a time, which its batch operator does not allow.
macro_rules! refused_per_record {
    ($($name:literal: [$($chain:tt)*];)*) => {
        [$(($name, {
            let pairs = [(1_u32, 2_u32), (3, 4)];
            let pipeline = stream!(from_iter(pairs) $($chain)* .for_each(|_| {}));
            pipeline.trigger(Trigger::per_record()).start().await.map(drop)
        })),*]
    };
}

#[tokio::test]
async fn every_operator_on_batches_is_refused_record_at_a_time() {
    let refusals = refused_per_record! {
        "distinct": [.distinct()];
        "reduce_by_key": [.reduce_by_key(|a, b| a + b)];
        "group_by_key": [.group_by_key()];
        "count_by_key": [.count_by_key()];
        "fold_by_key": [.fold_by_key(0, |sum, n| sum + n)];
        "aggregate_by_key": [.aggregate_by_key(0, |sum, n| sum + n, |a, b| a + b)];
        "join": [.join(from_iter([(1_u32, 'a')]), within = batch)];
        "left_join": [.left_join(from_iter([(1_u32, 'a')]), within = batch)];
        "right_join": [.right_join(from_iter([(1_u32, 'a')]), within = batch)];
        "full_join": [.full_join(from_iter([(1_u32, 'a')]), within = batch)];
        "cogroup": [.cogroup(from_iter([(1_u32, 'a')]), within = batch)];
        "count": [.count()];
        "reduce": [.reduce(|a, _| a)];
        "count_by_value": [.count_by_value()];
        "top": [.top(1)];
        "sort_by": [.sort_by(|pair| pair.0)];
        "transform": [.transform(|batch| batch)];
        "batches": [.window(batches(2)).count()];
        "reduce_by_key_and_window": [.reduce_by_key_and_window(|a, b| a + b, batches(2))];
    };
    for (name, refusal) in refusals {
        let error = refusal.expect_err(name);
        assert_eq!(
            (error.kind(), error.operator().map(|operator| operator.name)),
            (ErrorKind::Start, Some(name))
        );
    }
}

#[test]
fn a_pipeline_explains_itself_before_it_runs() {
    let pipeline = stream!({
        let lines = from_iter(["a b", "b"]);
        let words = lines.flat_map(|line| line.split(' '));
        words.map(|word| (word, 1)).reduce_by_key(|x, y| x + y).print();
        words.for_each(|_| {});
    });
    let text = pipeline.name("words").explain().to_string();
    for part in [
        "`words`",
        "stage 0",
        "`flat_map` (stream-core/tests/macro_to_runtime.rs:",
        "stage 1",
        "exchange by key",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(
        text.find("`map`") < text.find("stage 1") && text.find("stage 1") < text.find("`reduce_by_key`"),
        "{text}"
    );
    let graph = stream!(from_iter([1]).map(|n| n + 1).for_each(|_| {})).explain().mermaid().to_string();
    assert!(graph.starts_with("flowchart") || graph.starts_with("graph"), "{graph}");
    assert_eq!(graph.matches("-->").count(), 2, "{graph}");
}

#[tokio::test]
async fn stop_computes_what_was_taken_in_and_hands_it_on() -> Result<(), Error> {
    let (mut sender, records) = mpsc::channel::<u32>(16);
    let seen = Collected::new();
    let pipeline =
        stream!(from_stream(records).map(|n| (n % 2, n)).reduce_by_key(|a, b| a + b).collect(&seen));
    let mut progress = pipeline.progress();
    let running = pipeline.start().await?;
    for n in [1, 2, 3] {
        sender.try_send(n).expect("there is room");
    }
    let mut taken = 0;
    while taken < 3 {
        taken += progress.next().await.expect("batches end").records_in;
    }
    running.stop().await?;
    assert_eq!(seen.take().iter().map(|(_, sum)| sum).sum::<u32>(), 6);
    assert!(sender.try_send(4).is_err(), "nobody reads on");
    Ok(())
}

/// Waits until nobody but the test holds it.
async fn dropped(held: &Arc<()>) {
    while Arc::strong_count(held) > 1 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn abort_ends_a_pipeline_in_the_middle_of_a_record() -> Result<(), Error> {
    let alive = Arc::new(());
    let held = Arc::clone(&alive);
    let pipeline = stream!(
        from_iter(0..3_u32)
            .map(|n| {
                std::future::pending::<()>().await;
                (n, held.clone())
            })
            .for_each(drop)
    );
    pipeline.start().await?.abort().await?;
    dropped(&alive).await;
    Ok(())
}

#[tokio::test]
async fn drop_ends_a_pipeline_that_waits_for_input() -> Result<(), Error> {
    let alive = Arc::new(());
    let held = Arc::clone(&alive);
    let pipeline =
        stream!(from_stream(futures::stream::pending::<u32>()).map(|n| (n, held.clone())).for_each(drop));
    drop(pipeline.start().await?);
    dropped(&alive).await;
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn an_overrun_merges_the_ticks_that_it_missed() -> Result<(), Error> {
    let clock = ManualClock::default();
    let (sender, mut blocks) = mpsc::unbounded();
    let slow = clock.clone();
    let pipeline =
        stream!(from_stream(futures::stream::pending::<u32>()).count().for_each_batch(|_, info| {
            // The first batch takes two and a half intervals.
            if info.number == 0 {
                slow.advance(Duration::from_millis(2_500));
            }
            sender.unbounded_send(info.time.as_millis()).expect("the test reads");
        }));
    let running =
        pipeline.trigger(Trigger::every(Duration::from_secs(1))).clock(clock.clone()).start().await?;
    let mut times = Vec::new();
    for tick in [1_000, 4_000, 5_000] {
        clock.set(stream_core::time::Timestamp::from_millis(tick));
        times.push(blocks.next().await.expect("a batch ends"));
    }
    assert_eq!(times, [1_000, 4_000, 5_000]);
    running.stop().await
}

#[tokio::test]
async fn return_and_question_mark_stand_beside_each_other() -> Result<(), Error> {
    let seen = Collected::new();
    let refused = Arc::new(AtomicU64::new(0));
    let count = Arc::clone(&refused);
    let pipeline = stream!(
        from_iter(["1", "", "x", "4"])
            .map(|text| {
                if text.is_empty() {
                    return 0;
                }
                text.parse::<u32>()?
            })
            .map(|n| -> Result<u32, String> { Ok(u32::checked_sub(n, 1).ok_or("nothing below 0")?) })
            .collect(&seen)
    );
    let on_error = OnError::dead_letter(move |_| {
        count.fetch_add(1, Ordering::Relaxed);
    });
    pipeline.on_error(on_error).start().await?.await_termination().await?;
    assert_eq!(seen.take(), [Ok(0), Err("nothing below 0".to_owned()), Ok(3)]);
    assert_eq!(refused.load(Ordering::Relaxed), 1);
    Ok(())
}
