//! Tables that are loaded anew at intervals of the clock: which version each batch sees, also when a load fails.

use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;
use stream_core::table::Table;

use crate::drive::nanos;
use crate::oracle::clock::times;
use crate::oracle::inputs::{SECOND, cases, inputs};
use crate::oracle::joins::with_table;
use crate::oracle::outside::{Loaded, reloads};
use crate::oracle::{Record, sorted};
use crate::times::{fed_at, queued_at};

/// Key, value, the row if there is one; and version, failures, and when the version was loaded.
type Row = (String, i64, Option<usize>, (u64, u64, i64));

/// The rows that an attempt to load brings.
fn rows(attempt: usize) -> Vec<(String, usize)> {
    let keys = ["", "a", "b", "c"].into_iter().enumerate();
    let has = keys.filter(|(number, _)| !(attempt + number).is_multiple_of(3));
    has.map(|(number, key)| (key.to_owned(), attempt * 10 + number)).collect()
}

/// A table whose attempts fail as it is said, round and round.
fn table_of(failing: &[bool], every: i64) -> Table<String, usize> {
    let (failing, attempts) = (failing.to_vec(), AtomicUsize::new(0));
    let load = move || {
        let attempt = attempts.fetch_add(1, Ordering::Relaxed);
        if fails(&failing, attempt) { Err("the store does not answer".into()) } else { Ok(rows(attempt)) }
    };
    Table::load(load).reload_every(nanos(every))
}

/// The first attempt does not fail.
fn fails(failing: &[bool], attempt: usize) -> bool {
    attempt > 0 && failing[attempt % failing.len()]
}

/// The version in use as a program sees it.
fn told(table: &Table<String, usize>) -> (u64, u64, i64) {
    let at = table.loaded_at().expect("it is loaded");
    (table.version(), table.failed_reloads(), at.as_nanos())
}

/// The rows of a batch.
fn joined(batch: &[Record], loaded: &Loaded, all: bool) -> Vec<Row> {
    let told = (loaded.version, loaded.failed, loaded.at);
    let rows = with_table(batch, &rows(loaded.attempt)).into_iter();
    sorted(
        rows.filter(|(_, row)| all || row.is_some())
            .map(|(record, row)| (record.key, record.value, row, told)),
    )
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn each_batch_sees_the_version_of_its_time(
        input in inputs(1),
        times in times(),
        every in prop_oneof![Just(0), 1..40_i64],
        failing in prop::collection::vec(any::<bool>(), 1..4),
        workers in prop_oneof![Just(1), Just(4)],
    ) {
        let (batches, every) = (input.batches(), every * SECOND);
        let at: Vec<i64> = (0..batches.len()).map(|number| times.of(number)).collect();
        let seen = reloads(&at, every, |attempt| fails(&failing, attempt));
        let expected = |all: bool| -> Vec<Vec<Row>> {
            let mut expected: Vec<_> =
                batches.iter().zip(&seen).map(|(batch, loaded)| joined(batch, loaded, all)).collect();
            expected.truncate(expected.iter().rposition(|rows| !rows.is_empty()).map_or(0, |last| last + 1));
            expected
        };
        let table = table_of(&failing, every);
        let watched = table.clone();
        let found = queued_at!(batches.clone(), times, workers, Row = [
            .map(|record| (record.key, record.value))
            .left_join(table(table))
            .map(|(key, (value, row))| (key, value, row.copied(), told(&watched)))
        ]);
        prop_assert_eq!(found, expected(true), "{} workers", workers);
        let table = table_of(&failing, every);
        let watched = table.clone();
        let found = fed_at!(batches.clone(), times, Row = [
            .map(|record| (record.key, record.value))
            .join(table(table))
            .map(|(key, (value, row))| (key, value, Some(*row), told(&watched)))
        ]);
        prop_assert_eq!(found, expected(false), "embedded");
    }
}
