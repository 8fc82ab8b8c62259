//! What went in is what came out and what was refused, in every way to run a pipeline.

use std::fs;
use std::time::Duration;

use futures::StreamExt;
use stream_core::sink::Collected;
use stream_core::{OnError, Pipeline, Startable, Trigger, stream};
use tempfile::TempDir;

fn triggers() -> Vec<Trigger> {
    let every = || Trigger::every(Duration::from_millis(5));
    vec![
        Trigger::asap(),
        every(),
        Trigger::records(700),
        Trigger::available_now(),
        Trigger::any_of([every(), Trigger::records(300)]),
    ]
}

/// Records in, out and rejected over all batches of the pipeline.
async fn sums<P: Startable>(pipeline: Pipeline<P>) -> (u64, u64, u64) {
    let progress = pipeline.progress();
    let running = pipeline.start().await.unwrap();
    running.await_termination().await.unwrap();
    let reports: Vec<_> = progress.collect().await;
    assert!(reports.iter().all(|report| report.missed == 0));
    assert!(reports.iter().enumerate().all(|(n, report)| report.batch.number == n as u64));
    reports.iter().fold((0, 0, 0), |(taken, out, rejected), report| {
        (taken + report.records_in, out + report.records_out, rejected + report.rejected)
    })
}

const N: u64 = 5000;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_record_is_counted_once_under_every_trigger_and_on_any_workers() {
    for trigger in triggers().into_iter().chain([Trigger::per_record()]) {
        for workers in [1, 3] {
            let kept = Collected::new();
            let pipeline = stream!({
                let numbers = from_iter(0..N).try_map(|n| if n % 7 == 0 { Err("a week") } else { Ok(n) });
                numbers.filter(|n| n % 2 == 0).collect(&kept);
                let pairs = numbers.flat_map(|n| [n, n]);
                pairs.map(|n| if n % 10 == 3 { Err("three")? } else { n }).for_each(|_| ());
            });
            let pipeline = pipeline.trigger(trigger.clone()).workers(workers).on_error(OnError::skip());
            let (taken, out, rejected) = sums(pipeline).await;
            let accepted: Vec<u64> = (0..N).filter(|n| n % 7 != 0).collect();
            let threes = 2 * accepted.iter().filter(|n| *n % 10 == 3).count() as u64;
            assert_eq!((taken, rejected), (N, N - accepted.len() as u64 + threes), "{trigger}, {workers}");
            assert_eq!(out, kept.len() as u64 + 2 * accepted.len() as u64 - threes, "{trigger}, {workers}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_batches_make_of_the_records_is_counted_too() {
    for trigger in triggers() {
        for workers in [1, 3] {
            let (left, right) = (Collected::new(), Collected::new());
            let pipeline = stream!({
                let numbers = from_iter(0..N).union(from_iter(0..N));
                numbers.map(|n| (n % 9, 1)).reduce_by_key(|x, y| x + y).collect(&left);
                numbers
                    .map_async(|n| std::future::ready(n), concurrency = 4)
                    .filter(|n| n % 3 == 0)
                    .collect(&right);
            });
            let (taken, out, rejected) = sums(pipeline.trigger(trigger.clone()).workers(workers)).await;
            assert_eq!((taken, rejected), (2 * N, 0), "{trigger}, {workers}");
            assert_eq!(left.snapshot().iter().map(|(_, n)| n).sum::<u64>(), 2 * N, "{trigger}, {workers}");
            assert_eq!(out, (left.len() + right.len()) as u64, "{trigger}, {workers}");
        }
    }
}

#[tokio::test]
async fn what_the_source_refuses_is_counted_though_it_is_no_record() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("a"), b"1\n\xff\n2\nx\n3\n".repeat(1000)).unwrap();
    for (on_error, policy) in [(OnError::skip(), "skip"), (OnError::dead_letter(|_| ()), "dead letter")] {
        let kept = Collected::new();
        let pipeline = stream!(text_files(folder.path(), settle = 0s).parse::<u8>().collect(&kept));
        let pipeline = pipeline.trigger(Trigger::available_now()).on_error(on_error);
        assert_eq!(sums(pipeline).await, (4000, 3000, 2000), "{policy}");
        assert_eq!(kept.len(), 3000);
    }
}
