//! Joins against naive oracles, with one worker and with several.

mod bounds;
mod interval;
mod wheel;

use std::time::Duration;

use futures::executor::block_on;
use futures::future::join_all;

use super::{Interval, Mode};
use crate::exchange::Part;
use crate::stage::{Stamp, Tick};
use crate::time::Timestamp;

/// Runs `worker` for each of `workers` workers, with its number and its end of the exchange.
fn on_workers<E: Part, F: Future>(workers: usize, worker: impl Fn(usize, E) -> F) -> Vec<F::Output> {
    let ends = E::make(workers).into_iter().enumerate();
    block_on(join_all(ends.map(|(number, exchange)| worker(number, exchange))))
}

/// All results of a batch.
fn all<K: Clone, V: Clone, W: Clone, I: Copy + Default, M: Mode<V, W>>(
    join: &mut Interval<K, V, W, I, M>,
    watermark: i64,
) -> Vec<(Stamp, (K, M::Out))> {
    let mut pairs = join.drain(tick(watermark));
    let mut all = Vec::new();
    while let Some(met) = pairs.meet() {
        all.extend(met);
    }
    all
}

fn at(nanos: i64) -> Timestamp {
    Timestamp::from_nanos(nanos)
}

fn nanos(nanos: u64) -> Duration {
    Duration::from_nanos(nanos)
}

fn stamp(time: i64, watermark: i64) -> Stamp {
    Stamp { time: at(time), watermark: at(watermark) }
}

fn tick(watermark: i64) -> Tick {
    Tick { watermark: at(watermark), now: at(0), batch: 0, last: watermark == i64::MAX }
}
