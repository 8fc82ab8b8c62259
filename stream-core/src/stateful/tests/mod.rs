//! Lasting state against naive models, with one worker and with several, and whole pipelines written as the macro writes them.

mod dedup;
mod stateful;
mod timers;
mod update_state;

use std::time::Duration;

use futures::executor::block_on;
use futures::future::join_all;

use crate::exchange::Part;
use crate::stage::{Stamp, Tick};
use crate::time::Timestamp;

/// Runs `worker` for each of `workers` workers, with its number and its end of the exchange.
fn on_workers<E: Part, F: Future>(workers: usize, worker: impl Fn(usize, E) -> F) -> Vec<F::Output> {
    let ends = E::make(workers).into_iter().enumerate();
    block_on(join_all(ends.map(|(number, exchange)| worker(number, exchange))))
}

fn at(time: i64) -> Timestamp {
    Timestamp::from_nanos(time)
}

fn nanos(n: i64) -> Duration {
    Duration::from_nanos(n.unsigned_abs())
}

fn stamp(time: i64, watermark: i64) -> Stamp {
    Stamp { time: at(time), watermark: at(watermark) }
}

/// The end of a batch in event time, at the start of the clock.
fn tick(watermark: i64) -> Tick {
    Tick { watermark: at(watermark), now: Timestamp::default(), batch: 0, last: false }
}

/// The end of the input.
fn end() -> Tick {
    Tick { watermark: Timestamp::MAX, now: Timestamp::default(), batch: 0, last: true }
}
