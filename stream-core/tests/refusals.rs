//! What a program is told when a record is refused or a closure panics: which operator, which record, and why.
#![cfg(feature = "runtime")]

use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use stream_core::record::Rejected;
use stream_core::sink::Sink;
use stream_core::{
    Batch, BoxError, Collected, ErrorKind, OnError, Operate, Pipeline, Startable, Trigger, stream,
};

/// Reads all there is on so many workers; gives what was refused.
fn refused(pipeline: Pipeline<impl Startable + Clone>, workers: usize) -> Vec<Rejected> {
    let letters: Arc<Mutex<Vec<Rejected>>> = Arc::default();
    let kept = Arc::clone(&letters);
    let on_error = OnError::dead_letter(move |letter| kept.lock().expect("no panic").push(letter));
    let pipeline = pipeline.workers(workers).trigger(Trigger::available_now()).on_error(on_error);
    pipeline.run().expect("refused records do not end it");
    let mut letters = std::mem::take(&mut *letters.lock().expect("no panic"));
    letters.sort_by_key(|letter| letter.place.as_ref().map(|place| place.offset));
    letters
}

/// A folder with a file of four lines, the second of which is no number and the last not to be answered.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("a.txt"), "1\nx2\n3\n44\n").expect("a file");
    folder
}

/// Stands for a store elsewhere, which never answers for one key.
async fn fetch(line: &str) -> Result<i32, std::num::ParseIntError> {
    if line == "44" {
        std::future::pending::<()>().await;
    }
    tokio::task::yield_now().await;
    line.parse()
}

/// A letter by its operator, bytes, place and reason.
fn is_letter(letter: &Rejected, operator: &str, bytes: &str, folder: &Path, offset: u64, reason: &str) {
    assert_eq!(letter.operator.name, operator);
    assert_eq!(letter.raw.as_deref(), Some(bytes.as_bytes()));
    let place = letter.place.as_ref().expect("a place");
    assert_eq!((Path::new(&place.source), place.offset), (&*folder.join("a.txt"), offset));
    assert!(letter.reason.contains(reason), "{}", letter.reason);
}

#[test]
fn a_letter_has_the_bytes_of_its_line_and_their_place() {
    let folder = folder();
    let path = folder.path();
    for workers in [1, 2] {
        let seen = Collected::new();
        let (dir, out) = (path.to_owned(), seen.clone());
        let parsed = stream!(
            text_files(dir, existing, settle = 0s)
                .flat_map(|line| line.split(','))
                .parse::<i32>()
                .collect(out)
        );
        let letters = refused(parsed, workers);
        assert_eq!(letters.len(), 1);
        is_letter(&letters[0], "parse", "x2", path, 2, "invalid digit");
        assert_eq!(seen.take(), [1, 3, 44]);
    }
}

#[test]
fn a_record_that_waits_is_refused_by_an_error_and_by_a_timeout() {
    let folder = folder();
    let path = folder.path();
    for workers in [1, 2] {
        let seen = Collected::new();
        let (dir, out) = (path.to_owned(), seen.clone());
        let fetched = stream!(
            text_files(dir, existing, settle = 0s)
                .map_async(|line| fetch(line).await? + 1, concurrency = 4, timeout = 20ms)
                .collect(out)
        );
        let letters = refused(fetched, workers);
        assert_eq!(letters.len(), 2);
        is_letter(&letters[0], "map_async", "x2", path, 2, "invalid digit");
        is_letter(&letters[1], "map_async", "44", path, 7, "timed out after 20ms");
        assert_eq!(seen.take(), [2, 4]);
    }
}

#[test]
fn a_record_that_waits_is_refused_without_a_timeout() {
    let seen = Collected::new();
    let lines = vec!["1".to_owned(), "x".to_owned(), "3".to_owned()];
    let out = seen.clone();
    let fetched = stream!(
        from_iter(lines).map_async(|line| fetch(&line).await?, concurrency = 2, unordered).collect(out)
    );
    let letters = refused(fetched, 1);
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].place.as_ref().map(|place| place.offset), Some(1));
    assert_eq!(letters[0].raw, None, "an iterator has no bytes");
    let mut seen = seen.take();
    seen.sort_unstable();
    assert_eq!(seen, [1, 3]);
}

/// Panics where it is told to.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
struct Panics(&'static str);

impl Operate<u32> for Panics {
    type Out = u32;

    fn process(&mut self, _: u32) -> impl IntoIterator<Item = u32> {
        panicking::<[u32; 0]>(self.0)
    }
}

impl Sink<u32> for Panics {
    fn write(&mut self, _: u32) -> Result<(), BoxError> {
        Ok(())
    }

    fn end_batch(&mut self, _: &Batch) -> Result<(), BoxError> {
        panicking(self.0)
    }
}

fn panicking<T>(why: &str) -> T {
    panic!("{why}")
}

/// A function that makes an operator.
fn my_operator() -> Panics {
    Panics("of my own")
}

/// Holds pipelines to the operator that their panic is said to be in, with one worker and with two.
macro_rules! panics_in {
    ($($name:literal: $test:ident($($chain:tt)*);)*) => {$(
        #[test]
        fn $test() {
            for workers in [1, 2] {
                let pipeline = stream!($($chain)*);
                let error = pipeline.workers(workers).run().expect_err("it panics");
                assert_eq!(error.kind(), ErrorKind::Panic);
                assert_eq!(error.operator().map(|operator| operator.name), Some($name), "{error}");
            }
        }
    )*};
}

panics_in! {
    "from_iter": in_the_iterator_of_a_source(from_iter((0..2_u32).map(panicking_at)).map(|n| n).for_each(|_| {}));
    "map": in_a_map_behind_a_batch(from_iter([1_u32]).count().map(|_| panicking::<u32>("map")).for_each(|_| {}));
    "flat_map": in_a_lazy_iterator(from_iter([1_u32]).flat_map(|n| (0..n).map(panicking_at)).map(|n| n + 1).for_each(|_| {}));
    "map_async": in_a_record_that_waits(
        from_iter([1_u32]).map_async(|n| { tokio::task::yield_now().await; panicking_at(n) }, concurrency = 2).for_each(|_| {})
    );
    "sort_by": in_an_order(from_iter([2_u32, 1]).sort_by(|a, b| a.cmp(&panicking_at(*b))).map(|n| n).for_each(|_| {}));
    "top": in_an_order_of_the_greatest(from_iter([2_u32, 1]).top(1, by = |n| panicking_at(*n)).for_each(|_| {}));
    "reduce": in_a_reducer(from_iter([2_u32, 1, 1, 1]).reduce(|a, b| panicking_at(a + b)).for_each(|_| {}));
    "transform": in_a_whole_batch(from_iter([2_u32, 1]).transform(|batch| batch.into_iter().map(panicking_at)).for_each(|_| {}));
    "fold_by_key": in_a_fold_of_moved_values(
        from_iter([2_u32, 1]).key_by(|n| *n).fold_by_key(0, |_, n| panicking_at(n)).for_each(|_| {})
    );
    "apply": in_an_operator_of_the_user(from_iter([1_u32]).apply(Panics("process")).for_each(|_| {}));
    "my_operator": in_an_operator_by_name(from_iter([1_u32]).my_operator().for_each(|_| {}));
    "for_each_batch": in_the_closure_of_a_sink(from_iter([1_u32]).for_each_batch(|_records: Vec<u32>, _info| panicking::<()>("batch")));
    "for_each": in_what_a_sink_does_with_a_record(from_iter([1_u32]).for_each(|_| panicking::<()>("record")));
    "sink": at_the_end_of_a_sinks_batch(from_iter([1_u32]).sink(Panics("end_batch")));
}

fn panicking_at(n: u32) -> u32 {
    panicking(&format!("at {n}"))
}

#[test]
fn lengths_that_are_computed_are_refused_at_the_start_with_the_texts_of_the_compiler() {
    let (length, every) = (Duration::ZERO, Duration::from_secs(60));
    let pairs = || [(1, 'a'), (2, 'b')];
    let zero = stream!(from_iter(pairs()).window(fixed(length)).count().print()).run();
    let slide = stream!(from_iter(pairs()).window(sliding(10s, every = every)).count().print()).run();
    let gap = stream!(from_iter(pairs()).window(session(gap = length)).count().print()).run();
    let records =
        stream!(from_iter(pairs()).window(count(every.subsec_nanos() as usize)).max().print()).run();
    for (refused, says) in [
        (zero, "must be more than zero"),
        (slide, "would leave records out"),
        (gap, "must be more than zero"),
        (records, "must be more than zero"),
    ] {
        let error = refused.expect_err("it cannot be");
        assert_eq!(error.kind(), ErrorKind::Start, "{error}");
        assert!(error.to_string().contains(says), "{error}");
    }
}
