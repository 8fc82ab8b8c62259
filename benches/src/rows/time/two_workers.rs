//! Two workers beside one: fixed windows of 1 M keys, read from two partitions.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use stream_core::stream;
use stream_core::time::Timestamp;

use crate::case::{Case, Work};
use crate::events::{BATCH, Digest, Event, Events};

/// What one worker gave out. It is added to what all did when the worker ends.
struct Results {
    own: Digest,
    all: Arc<AtomicU64>,
}

impl Results {
    /// A method, so that the pipeline holds the whole and not a copy of its digest.
    fn add(&mut self, key: u32, window: i64, count: u64, sum: u64) {
        self.own.add(key, window, count, sum);
    }
}

impl Clone for Results {
    fn clone(&self) -> Self {
        Results { own: Digest::default(), all: Arc::clone(&self.all) }
    }
}

impl Drop for Results {
    fn drop(&mut self) {
        self.all.fetch_add(self.own.get(), Relaxed);
    }
}

fn on(workers: usize, partitions: Vec<Vec<Event>>) -> u64 {
    let all = Arc::new(AtomicU64::new(0));
    let mut results = Results { own: Digest::default(), all: Arc::clone(&all) };
    let pipeline = stream!({
        let events = from_partitions(partitions).event_time(
            |e| Timestamp::from_millis(e.ts),
            out_of_order = 5s,
            max_ahead = none,
        );
        let windows = events.key_by(|e| e.key).window(fixed(10s));
        let sums = windows.aggregate((count(), sum(|e| u64::from(e.val))));
        sums.for_each(|r| results.add(r.key, r.window.start.as_millis(), r.value.0, r.value.1));
    });
    pipeline.workers(workers).run().expect("the pipeline runs");
    let digest = all.load(Relaxed);
    assert_ne!(digest, 0, "results are compared");
    digest
}

/// Chunk after chunk to one partition and the other.
fn partitions(n: u64) -> Vec<Vec<Event>> {
    let events = Events { keys: 1_000_000, per_second: 500_000, seed: 42 }.take(n);
    let part = |first: usize| events.chunks(BATCH).skip(first).step_by(2).flatten().copied().collect();
    vec![part(0), part(1)]
}

fn work(workers: usize, n: u64) -> Work {
    let partitions = partitions(n);
    Box::new(move || on(workers, partitions))
}

pub(crate) const CASES: [Case; 1] =
    [Case { name: "fixed-workers", pipeline: |n| work(2, n), twin: |n| work(1, n) }];
