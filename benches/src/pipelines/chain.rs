//! Stateless chains of 10, 50 and 200 operators.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use stream_core::{Pipeline, Startable, stream};

/// Starts the pipeline on a runtime of its own and waits for its end.
fn started(pipeline: Pipeline<impl Startable>) {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime starts");
    runtime.block_on(async {
        let running = pipeline.start().await.expect("the pipeline starts");
        running.await_termination().await.expect("the pipeline runs");
    });
}

include!(concat!(env!("OUT_DIR"), "/chains.rs"));

/// The input: `n` numbers.
pub(crate) fn input(n: u64) -> Vec<u64> {
    (0..n).map(|i| i.wrapping_mul(0xD6E8_FEB8_6659_FD93) ^ (i >> 3)).collect()
}
