//! A graph of two branches that come together again.

use futures::executor::block_on;
use stream_core::stream;

use super::chains::batches;
use crate::case::{Case, Work};
use crate::measure::Scale;
use crate::table::{Bound, Row};

const ODD: u64 = 0x9E37_79B9_7F4A_7C15;

fn pipeline(queued: Vec<Vec<u64>>, sum: &mut u64) {
    let graph = stream!({
        let numbers = queue(queued, all_at_once).map(|x| x.wrapping_mul(ODD));
        let low = numbers.filter(|x| x & 3 != 0).map(|x| x ^ (x >> 7)).map(|x| x.wrapping_mul(ODD));
        let high = numbers.filter(|x| x >> 62 != 0).map(|x| x.rotate_left(9)).map(|x| x ^ (x << 5));
        let both = low.union(high).map(|x| x.wrapping_add(x >> 11)).filter(|x| x & 63 != 2);
        let mixed = both.map(|x| x.rotate_left(17)).map(|x| x ^ (x >> 29)).map(|x| x.wrapping_mul(ODD));
        mixed.filter(|x| x & 127 != 5).map(|x| x ^ (x << 13)).for_each(|x| *sum = sum.wrapping_add(x));
    });
    block_on(graph.drive()).expect("the pipeline runs");
}

fn twin(queued: Vec<Vec<u64>>, sum: &mut u64) {
    let mut both = |x: u64| {
        let x = x.wrapping_add(x >> 11);
        if x & 63 == 2 {
            return;
        }
        let x = x.rotate_left(17);
        let x = (x ^ (x >> 29)).wrapping_mul(ODD);
        if x & 127 != 5 {
            *sum = sum.wrapping_add(x ^ (x << 13));
        }
    };
    for batch in queued {
        for x in batch {
            let x = x.wrapping_mul(ODD);
            if x & 3 != 0 {
                both((x ^ (x >> 7)).wrapping_mul(ODD));
            }
            if x >> 62 != 0 {
                let x = x.rotate_left(9);
                both(x ^ (x << 5));
            }
        }
    }
}

fn work(n: u64, function: fn(Vec<Vec<u64>>, &mut u64)) -> Work {
    let batches = batches(n);
    Box::new(move || {
        let mut sum = 0;
        function(batches, &mut sum);
        sum
    })
}

pub(crate) const CASES: [Case; 1] =
    [Case { name: "union", pipeline: |n| work(n, pipeline), twin: |n| work(n, twin) }];

/// The row on instructions.
pub(crate) fn rows(scale: Scale) -> Vec<Row> {
    let size = scale.pick(100, 1_000) * 1024;
    CASES.iter().map(|case| case.instructions((size, 3 * size), "record", Bound::met(1.05))).collect()
}
