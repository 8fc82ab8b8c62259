//! A watermark that closes nothing: what a batch of one event costs while windows hold 1 M keys, and 1,000.

use stream_core::stream;
use stream_core::time::Timestamp;

use crate::case::{Case, Work};
use crate::events::{Event, FIRST};
use futures::executor::block_on;

/// A batch with an event of each key, then `n` batches of one event, each 1 ms later than the one before.
fn batches(keys: u32, n: u64) -> Vec<Vec<Event>> {
    let held = (0..keys).map(|key| Event { ts: FIRST, key, val: 1 }).collect();
    let later = (1..=n as i64).map(|ms| vec![Event { ts: FIRST + ms, key: 0, val: 1 }]);
    std::iter::once(held).chain(later).collect()
}

/// The events beyond one of each key.
fn pipeline(keys: u32, batches: Vec<Vec<Event>>) -> u64 {
    let mut events = 0;
    let counted = &mut events;
    let quiet = stream!({
        let events =
            queue(batches).event_time(|e| Timestamp::from_millis(e.ts), out_of_order = 0s, max_ahead = none);
        events.key_by(|e| e.key).window(fixed(1d)).count().for_each(|r| *counted += r.value);
    });
    block_on(quiet.drive()).expect("the pipeline runs");
    events - u64::from(keys)
}

fn work(keys: u32, n: u64) -> Work {
    let batches = batches(keys, n);
    Box::new(move || pipeline(keys, batches))
}

/// The "twin" is the same with fewer keys.
pub(crate) const CASES: [Case; 1] =
    [Case { name: "quiet", pipeline: |n| work(1_000_000, n), twin: |n| work(1_000, n) }];
