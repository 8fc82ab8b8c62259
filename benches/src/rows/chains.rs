//! Stateless chains of 10, 50 and 200 operators: in memory, and through the runtime in batches of 1,024.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use futures::executor::block_on;
use stream_core::{Pipeline, Startable, stream};

use crate::case::{Case, Work};
use crate::measure::Scale;
use crate::table::{Bound, Row};

#[allow(
    unreachable_pub,
    clippy::too_many_lines,
    reason = "generated, as long as its chain, and compiled as a crate of its own too"
)]
mod generated {
    use super::*;

    include!(concat!(env!("OUT_DIR"), "/chains.rs"));
}

/// Starts the pipeline on a runtime of its own and waits for its end.
pub(super) fn start(pipeline: Pipeline<impl Startable>) {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime starts");
    runtime.block_on(async {
        let running = pipeline.start().await.expect("the pipeline starts");
        running.await_termination().await.expect("the pipeline runs");
    });
}

/// `n` numbers in batches of 1,024.
pub(super) fn batches(n: u64) -> Vec<Vec<u64>> {
    let number = |i: u64| i.wrapping_mul(0xD6E8_FEB8_6659_FD93) ^ (i >> 3);
    let starts = (0..n).step_by(1024);
    starts.map(|start| (start..n.min(start + 1024)).map(number).collect()).collect()
}

fn work(n: u64, function: fn(Vec<Vec<u64>>) -> u64) -> Work {
    let batches = batches(n);
    Box::new(move || function(batches))
}

macro_rules! case {
    ($name:literal, $pipeline:ident, $twin:ident) => {
        Case { name: $name, pipeline: |n| work(n, generated::$pipeline), twin: |n| work(n, generated::$twin) }
    };
}

pub(crate) const CASES: [Case; 6] = [
    case!("chain-10", in_memory_10, by_hand_10),
    case!("chain-50", in_memory_50, by_hand_50),
    case!("chain-200", in_memory_200, by_hand_200),
    case!("started-10", started_10, by_hand_counted_10),
    case!("started-50", started_50, by_hand_counted_50),
    case!("started-200", started_200, by_hand_counted_200),
];

/// The rows on instructions.
pub(crate) fn rows(scale: Scale) -> Vec<Row> {
    let size = scale.pick(100, 1_000) * 1024;
    let row = |case: &Case| {
        let target = if case.name.starts_with("chain") { 1.01 } else { 1.03 };
        case.instructions((size, 3 * size), "record", Bound::met(target))
    };
    CASES.iter().map(row).collect()
}
