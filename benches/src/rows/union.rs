//! A graph of two branches that come together again.

use futures::executor::block_on;
use stream_core::stream;

use super::chains::batches;
use crate::case::{Case, Work};
use crate::measure::Scale;
use crate::table::{Bound, Row};

fn pipeline(queued: Vec<Vec<u64>>) -> u64 {
    let mut sum = 0u64;
    let total = &mut sum;
    let graph = stream!({
        let numbers = queue(queued, all_at_once).map(|x| x.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let low = numbers.filter(|x| x & 3 == 0).map(|x| x ^ (x >> 7));
        let high = numbers.filter(|x| x >> 62 != 0).map(|x| x.rotate_left(9));
        let both = low.union(high).map(|x| x.wrapping_add(x >> 11)).filter(|x| x & 63 != 2);
        both.for_each(|x| *total = total.wrapping_add(x));
    });
    block_on(graph.drive()).expect("the pipeline runs");
    sum
}

fn twin(queued: Vec<Vec<u64>>) -> u64 {
    let mut sum = 0u64;
    let mut both = |x: u64| {
        let x = x.wrapping_add(x >> 11);
        if x & 63 != 2 {
            sum = sum.wrapping_add(x);
        }
    };
    for batch in queued {
        for x in batch {
            let x = x.wrapping_mul(0x9E37_79B9_7F4A_7C15);
            if x & 3 == 0 {
                both(x ^ (x >> 7));
            }
            if x >> 62 != 0 {
                both(x.rotate_left(9));
            }
        }
    }
    sum
}

fn work(n: u64, function: fn(Vec<Vec<u64>>) -> u64) -> Work {
    let batches = batches(n);
    Box::new(move || function(batches))
}

pub(crate) const CASES: [Case; 1] =
    [Case { name: "union", pipeline: |n| work(n, pipeline), twin: |n| work(n, twin) }];

/// The row on instructions.
pub(crate) fn rows(scale: Scale) -> Vec<Row> {
    let size = scale.pick(100, 1_000) * 1024;
    CASES.iter().map(|case| case.instructions((size, 3 * size), "record", Bound::met(1.05))).collect()
}
