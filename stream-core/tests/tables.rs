//! Streams joined with static tables: rows of every kind, reloading, and files that are not as they should be.
#![cfg(feature = "runtime")]

use std::cell::Cell;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use proptest::prelude::*;
use stream_core::table::{Duplicates, Table};
use stream_core::time::{ManualClock, Timestamp};
use stream_core::{BoxError, Collected, Embedded, Error, ErrorKind, stream};
use tempfile::TempDir;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_millis(seconds * 1000)
}

/// A file of `key=value` lines, and the table of it.
struct Config {
    _folder: TempDir,
    path: PathBuf,
    table: Table<String, u32>,
}

impl Config {
    fn new(text: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("config");
        fs::write(&path, text).unwrap();
        let table = Table::load_file(&path, |path| Ok(parsed(&fs::read_to_string(path)?)));
        Config { _folder: folder, path, table }
    }

    fn write(&self, text: &str) {
        fs::write(&self.path, text).unwrap();
    }
}

fn parsed(text: &str) -> Vec<Result<(String, u32), BoxError>> {
    let row = |line: &str| {
        let (key, value) = line.split_once('=').ok_or("no `=`")?;
        Ok((key.to_owned(), value.parse()?))
    };
    text.lines().map(row).collect()
}

/// A pipeline that looks keys up, and the clock that it goes by.
fn look_up(table: Table<String, u32>) -> Result<(Embedded<'static, String, u32>, ManualClock), Error> {
    let clock = ManualClock::at(at(0));
    let pipeline = stream!(
        input::<String>()
            .map(|key| (key, ()))
            .left_join(table(table))
            .map(|(_, (_, row))| row.copied().unwrap_or(0))
            .output::<u32>()
    );
    Ok((pipeline.clock(clock.clone()).embed()?, clock))
}

/// The row of `key` at that second, 0 where there is none.
fn seen(pipeline: &mut Embedded<'static, String, u32>, second: i64, key: &str) -> u32 {
    pipeline.advance(at(second)).unwrap().for_each(drop);
    pipeline.feed(key.to_owned()).unwrap();
    pipeline.drain().unwrap().next().unwrap()
}

#[test]
fn a_record_is_paired_with_its_row_and_one_without_is_left_out_or_has_none() -> Result<(), Error> {
    let names = Table::from_iter([("a".to_owned(), 1), ("b".to_owned(), 2)]);
    let (joined, all) = (Collected::new(), Collected::new());
    stream!({
        let words = from_iter(["b", "c", "a", "b"]).map(|word| (word, word.len()));
        words.join(table(&names)).map(|(key, (value, row))| (key.to_owned(), value, *row)).collect(&joined);
        words.left_join(table(&names)).map(|(key, (_, row))| (key.to_owned(), row.copied())).collect(&all);
    })
    .run()?;
    let row = |key: &str, row| (key.to_owned(), 1, row);
    assert_eq!(joined.take(), [row("b", 2), row("a", 1), row("b", 2)]);
    let row = |key: &str, row| (key.to_owned(), row);
    assert_eq!(all.take(), [row("b", Some(2)), row("c", None), row("a", Some(1)), row("b", Some(2))]);
    assert_eq!((names.version(), names.len()), (1, 2));
    Ok(())
}

#[test]
fn tables_are_joined_one_after_another_and_behind_a_boundary() -> Result<(), Error> {
    let [tens, hundreds] = [10, 100].map(|by| Table::from_iter((0..5).map(move |n| (n, n * by))));
    let (three, summed) = (Collected::new(), Collected::new());
    stream!({
        let numbers = from_iter([1, 2, 7, 1]).map(|n| (n, n));
        let first = numbers.join(table(&tens)).map(|(n, (_, ten))| (n, *ten));
        let second = first.join(table(&hundreds)).map(|(n, (ten, hundred))| (n, ten + hundred));
        second.left_join(table(&tens)).map(|(_, (sum, ten))| (sum, ten.copied())).collect(&three);
        let sums = numbers.reduce_by_key(|a, b| a + b).join(table(&hundreds));
        sums.map(|(n, (sum, hundred))| (n, sum, *hundred)).collect(&summed);
    })
    .run()?;
    assert_eq!(three.take(), [(110, Some(10)), (220, Some(20)), (110, Some(10))]);
    assert_eq!(summed.take(), [(1, 2, 100), (2, 2, 200)]);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_join_is_that_of_nested_loops(
        rows in prop::collection::vec((0..20_u32, any::<u8>()), 0..30),
        records in prop::collection::vec(0..25_u32, 0..60),
        which in 0..3,
        workers in 1..=3_usize,
    ) {
        let grouped = Table::from_iter(rows.clone()).grouped();
        let duplicates = if which == 0 { Duplicates::First } else { Duplicates::Last };
        let single = Table::from_iter(rows.clone()).on_duplicate(duplicates);
        let (all, one) = (Collected::new(), Collected::new());
        let keyed: Vec<_> = records.iter().map(|key| (*key, ())).collect();
        stream!({
            let records = from_iter(keyed);
            records.join(table(grouped)).map(|(key, (_, rows))| (key, rows.clone())).collect(&all);
            records.join(table(single)).map(|(key, (_, row))| (key, *row)).collect(&one);
        })
        .workers(workers)
        .run()
        .unwrap();
        let rows_of = |key: u32| rows.iter().filter(move |row| row.0 == key).map(|row| row.1);
        let keys = || records.iter().filter(|key| rows_of(**key).next().is_some());
        let mut expected: Vec<_> = keys().map(|key| (*key, rows_of(*key).collect::<Vec<_>>())).collect();
        let mut found = all.take();
        expected.sort_unstable();
        found.sort_unstable();
        prop_assert_eq!(found, expected);
        let pick = |key| if which == 0 { rows_of(key).next() } else { rows_of(key).next_back() };
        let mut expected: Vec<_> = keys().filter_map(|key| Some((*key, pick(*key)?))).collect();
        let mut found = one.take();
        expected.sort_unstable();
        found.sort_unstable();
        prop_assert_eq!(found, expected);
    }
}

#[test]
fn a_changed_file_is_loaded_by_the_next_batch_that_looks() -> Result<(), Error> {
    let config = Config::new("a=1");
    let table = config.table.clone().reload_on_change();
    let (mut pipeline, _) = look_up(table.clone())?;
    assert_eq!(seen(&mut pipeline, 0, "a"), 1);
    config.write("a=20\nb=3");
    assert_eq!(seen(&mut pipeline, 0, "a"), 1, "it is looked at once a second");
    assert_eq!((seen(&mut pipeline, 1, "a"), seen(&mut pipeline, 1, "b")), (20, 3));
    assert_eq!((table.version(), table.len(), table.loaded_at()), (2, 2, Some(at(1))));
    assert_eq!(seen(&mut pipeline, 9, "a"), 20);
    assert_eq!(table.version(), 2, "what has not changed is not loaded");
    Ok(())
}

#[test]
fn a_reload_that_fails_leaves_what_is_there_and_is_tried_again_after_a_change() -> Result<(), Error> {
    let config = Config::new("a=1");
    let table = config.table.clone().reload_on_change();
    let (mut pipeline, _) = look_up(table.clone())?;
    config.write("a=is no number");
    assert_eq!((seen(&mut pipeline, 1, "a"), table.failed_reloads()), (1, 1));
    assert_eq!((seen(&mut pipeline, 2, "a"), table.failed_reloads()), (1, 1), "it has not changed");
    fs::remove_file(&config.path).unwrap();
    assert_eq!((seen(&mut pipeline, 3, "a"), table.failed_reloads()), (1, 2));
    assert_eq!((seen(&mut pipeline, 4, "a"), table.failed_reloads()), (1, 2));
    config.write("a=7");
    assert_eq!((seen(&mut pipeline, 5, "a"), table.version(), table.failed_reloads()), (7, 2, 2));
    Ok(())
}

#[test]
fn rows_of_a_closure_are_loaded_at_intervals() -> Result<(), Error> {
    let calls = Arc::new(AtomicU32::new(0));
    let table = Table::load({
        let calls = Arc::clone(&calls);
        move || match calls.fetch_add(1, Ordering::Relaxed) {
            1 => Err("the store does not answer".into()),
            n => Ok([("n".to_owned(), n + 100)]),
        }
    });
    let table = table.reload_every(Duration::from_secs(10));
    let (mut pipeline, _) = look_up(table.clone())?;
    assert_eq!((seen(&mut pipeline, 1, "n"), seen(&mut pipeline, 9, "n")), (100, 100));
    assert_eq!((seen(&mut pipeline, 10, "n"), table.failed_reloads()), (100, 1));
    assert_eq!((seen(&mut pipeline, 19, "n"), seen(&mut pipeline, 20, "n")), (100, 102));
    assert_eq!(table.version(), 2);
    Ok(())
}

/// Why a pipeline with the table does not start.
fn refused(table: Table<String, u32>) -> String {
    let Err(error) = look_up(table) else { panic!("it starts") };
    assert_eq!(error.kind(), ErrorKind::Start);
    assert_eq!(error.operator().unwrap().name, "left_join");
    error.to_string()
}

#[test]
fn a_table_that_cannot_be_loaded_keeps_the_pipeline_from_starting() {
    let config = Config::new("a=1\nb2");
    let error = refused(config.table.clone());
    assert!(error.contains("config` cannot be loaded: row 2: no `=`"), "{error}");
    fs::remove_file(&config.path).unwrap();
    let error = refused(config.table);
    assert!(error.contains("config` cannot be loaded: No such file"), "{error}");
}

#[test]
fn a_key_that_comes_twice_is_an_error_that_names_both_rows() {
    let config = Config::new("a=1\nb=2\na=3");
    let error = refused(config.table.clone());
    assert!(
        error.contains("row 3: the key of row 1 comes again; choose one by `on_duplicate(..)`"),
        "{error}"
    );
    let error = refused(Table::from_iter([("a".to_owned(), 1), ("a".to_owned(), 2)]));
    assert!(
        error.contains("the table cannot be loaded: row 2: the key of another row comes again"),
        "{error}"
    );
    let error = refused(Table::load(|| Ok(std::iter::repeat(("a".to_owned(), 1)))));
    assert!(error.contains("row 2: the key of row 1 comes again"), "{error}");
}

#[test]
fn what_cannot_be_reloaded_is_refused() {
    let pairs = || Table::from_iter([("a".to_owned(), 1)]);
    let error = refused(pairs().reload_every(Duration::from_secs(1)));
    assert!(error.contains("use `Table::load(..)`"), "{error}");
    let error = refused(pairs().reload_on_change());
    assert!(error.contains("use `reload_every(..)`"), "{error}");
}

#[test]
fn a_file_that_changes_while_it_is_read_is_read_again_some_times() -> Result<(), Error> {
    thread_local!(static CHANGES: Cell<u32> = const { Cell::new(0) });
    let config = Config::new("a=1");
    let changing = || {
        Table::load_file(&config.path, |path| {
            let text = fs::read_to_string(path)?;
            let left = CHANGES.get();
            if left > 0 {
                CHANGES.set(left - 1);
                fs::write(path, format!("{text}0"))?;
            }
            Ok(parsed(&text))
        })
    };
    CHANGES.set(2);
    let (mut pipeline, _) = look_up(changing())?;
    assert_eq!(seen(&mut pipeline, 0, "a"), 100, "what is used is what was there in the end");
    CHANGES.set(9);
    let error = refused(changing());
    assert!(error.contains("changes while it is read"), "{error}");
    assert_eq!(CHANGES.get(), 6, "it was read three times");
    Ok(())
}

#[cfg(feature = "csv")]
#[test]
fn lines_of_csv_are_rows_by_the_names_of_their_fields_or_by_position() -> Result<(), Error> {
    #[derive(serde::Deserialize)]
    struct Price {
        cents: u32,
        article: String,
    }
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("prices.csv");
    fs::write(&path, "article,cents\nbread,320\n\"salt, fine\",80\n").unwrap();
    let by_name = Table::csv(&path, |row: Price| (row.article, row.cents));
    let (mut pipeline, _) = look_up(by_name.clone())?;
    assert_eq!(seen(&mut pipeline, 0, "salt, fine"), 80);
    fs::write(&path, "bread,320\nsalt,many\n").unwrap();
    let error = refused(Table::csv_without_header(&path, |row: (String, u32)| row));
    assert!(error.contains("prices.csv` cannot be loaded: line 2: field 1: invalid digit"), "{error}");
    fs::write(&path, "bread,320\nsalt,80\n\"two\nlines\",5\nbread,1\n").unwrap();
    let error = refused(Table::csv_without_header(&path, |row: (String, u32)| row));
    assert!(error.contains("line 5: the key of line 1 comes again"), "{error}");
    Ok(())
}

#[cfg(feature = "json")]
#[test]
fn lines_of_json_are_rows() -> Result<(), Error> {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("prices.jsonl");
    fs::write(&path, "[\"bread\", 320]\n\n[\"salt\", 80]").unwrap();
    let table = || Table::json_lines(&path, |row: (String, u32)| row);
    let (mut pipeline, _) = look_up(table())?;
    assert_eq!(seen(&mut pipeline, 0, "salt"), 80);
    fs::write(&path, "[\"bread\", 320]\n\n[\"salt\"]\n").unwrap();
    let error = refused(table());
    assert!(error.contains("prices.jsonl` cannot be loaded: line 3: invalid length 1"), "{error}");
    Ok(())
}

#[test]
fn all_workers_see_one_version_in_a_batch() -> Result<(), Error> {
    let loads = Arc::new(AtomicU32::new(0));
    let table = Table::load({
        let loads = Arc::clone(&loads);
        move || Ok([((), loads.fetch_add(1, Ordering::Relaxed))])
    });
    let table = table.reload_every(Duration::ZERO);
    let seen = Collected::new();
    let batches: Vec<Vec<((), u32)>> = (0..40).map(|batch| vec![((), batch); 50]).collect();
    stream!(queue(batches).join(table(table)).map(|(_, (batch, load))| (batch, *load)).collect(&seen))
        .workers(4)
        .run()?;
    let mut seen = seen.take();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 40, "one version for each batch");
    assert!(seen.is_sorted_by(|one, next| one.1 < next.1), "each batch loads once: {seen:?}");
    Ok(())
}

#[track_caller]
fn assert_names_the_operator(panicked: Error, operator: &str) {
    assert_eq!(panicked.kind(), ErrorKind::Panic, "{panicked}");
    assert_eq!(panicked.operator().map(|operator| operator.name), Some(operator), "{panicked}");
    assert!(panicked.to_string().starts_with("panicked: bad"), "{panicked}");
}

#[cfg(feature = "csv")]
#[test]
fn a_panic_on_a_row_of_a_table_names_the_operator() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("rows.csv");
    fs::write(&path, "key,name\n1,a\n").unwrap();
    let bad = |row: (u32, String)| if row.0 == 1 { panic!("bad") } else { row };
    for workers in 1..=2 {
        let table = Table::csv(&path, bad);
        let pipeline = stream!(from_iter(0..3_u32).map(|n| (n, n)).join(table(table)).for_each(|_| ()));
        assert_names_the_operator(pipeline.workers(workers).run().unwrap_err(), "join");
    }
}

#[test]
fn a_panic_while_a_table_is_loaded_names_the_operator() {
    let table = Table::<u32, u32>::load(|| -> Result<Vec<(u32, u32)>, BoxError> { panic!("bad") });
    let pipeline = stream!(from_iter(0..3_u32).map(|n| (n, n)).left_join(table(table)).for_each(|_| ()));
    assert_names_the_operator(pipeline.run().unwrap_err(), "left_join");

    let loads = Arc::new(AtomicU32::new(0));
    let table = Table::load(move || -> Result<Vec<(String, u32)>, BoxError> {
        if loads.fetch_add(1, Ordering::Relaxed) > 0 { panic!("bad") } else { Ok(Vec::new()) }
    });
    let (mut pipeline, clock) = look_up(table.reload_every(Duration::from_secs(1))).unwrap();
    clock.set(at(5));
    let fed = pipeline.feed("a".to_owned()).and_then(|()| pipeline.drain().map(|_| ()));
    assert_names_the_operator(fed.unwrap_err(), "left_join");
}
