//! The ways to drive a pipeline.

use std::time::Duration;

use proptest::prelude::*;
use stream_core::{Pipeline, Startable, Trigger};

/// Some batches of records, some of them empty.
pub(crate) fn batches() -> impl Strategy<Value = Vec<Vec<u32>>> {
    let record = prop_oneof![0..12_u32, 0..12_u32, any::<u32>()];
    prop::collection::vec(prop::collection::vec(record, 0..40), 1..6)
}

/// Few cases by default: each drives a dozen pipelines in a dozen ways.
pub(crate) fn cases() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(24);
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

/// Every trigger that a pipeline of record operators may have.
pub(crate) fn triggers() -> Vec<Trigger> {
    let every = || Trigger::every(Duration::from_millis(1));
    vec![
        Trigger::asap(),
        every(),
        Trigger::records(7),
        Trigger::available_now(),
        Trigger::per_record(),
        Trigger::any_of([every(), Trigger::records(3)]),
    ]
}

/// Runs the pipeline to its end on a runtime of two threads.
pub(crate) fn run(pipeline: Pipeline<impl Startable>) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let running = pipeline.start().await.expect("it starts");
        running.await_termination().await.expect("it ends");
    });
}

/// A multiset, as a sorted list.
pub(crate) fn sorted<T: Ord>(mut records: Vec<T>) -> Vec<T> {
    records.sort();
    records
}
