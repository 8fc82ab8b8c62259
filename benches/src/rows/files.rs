//! Word count from a file.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use stream_core::{Trigger, stream};

use super::chains::start;
use super::words::{Counts, digest, take};
use crate::case::{Case, Work};
use crate::measure::Scale;
use crate::table::{Bound, Row};
use crate::text;

fn pipeline(folder: PathBuf) -> u64 {
    static SUM: AtomicU64 = AtomicU64::new(0);
    let word_counts = stream!({
        let lines = text_files(folder, existing);
        let words = lines.flat_map(|line| line.split(' '));
        let pairs = words.map(|word| (word, 1u64));
        let counts = pairs.reduce_by_key(|x, y| x + y);
        counts.for_each(|(word, count)| {
            SUM.fetch_add(digest(&word, count), Relaxed);
        });
    });
    start(word_counts.trigger(Trigger::available_now()).max_records_per_batch(u64::MAX));
    SUM.load(Relaxed)
}

fn twin(folder: PathBuf) -> u64 {
    let file = File::open(folder.join("zipf.txt")).expect("the text can be opened");
    let mut reader = BufReader::with_capacity(1 << 16, file);
    let (mut counts, mut line) = (Counts::default(), String::new());
    while reader.read_line(&mut line).expect("the text can be read") > 0 {
        for word in line.trim_end_matches('\n').split(' ') {
            *counts.entry_ref(word).or_insert(0) += 1;
        }
        line.clear();
    }
    take(&mut counts)
}

fn work(bytes: u64, function: fn(PathBuf) -> u64) -> Work {
    let folder = text::folder(bytes);
    Box::new(move || function(folder))
}

pub(crate) const CASES: [Case; 1] =
    [Case { name: "files", pipeline: |bytes| work(bytes, pipeline), twin: |bytes| work(bytes, twin) }];

/// The rows on wall time, or, where that is not measured, on instructions.
pub(crate) fn rows(scale: Scale) -> Vec<Row> {
    let [case] = &CASES;
    vec![match scale {
        Scale::Check => case.instructions((4_000_000, 8_000_000), "byte", Bound::met(1.05)),
        Scale::Table => case.wall(100_000_000, 7, Bound::met(1.05)),
    }]
}
