//! Pipelines that read folders, from end to end.
#![cfg(feature = "runtime")]

use std::fs;
use std::io::BufRead;

use stream_core::sink::Collected;
use stream_core::source::DecodeError;
use stream_core::stream;
use stream_core::{OnError, Trigger};
use tempfile::TempDir;

#[test]
fn words_of_files_are_counted() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("a"), "to be or\nnot to be\n").unwrap();
    fs::write(folder.path().join("b"), "be").unwrap();
    for workers in [1, 3] {
        let counts = Collected::new();
        let pipeline = stream!({
            let lines = text_files(folder.path(), settle = 0s);
            let pairs = lines.flat_map(|line| line.split(' ')).map(|word| (word, 1));
            pairs.reduce_by_key(|x, y| x + y).collect(counts.clone());
        });
        pipeline.trigger(Trigger::available_now()).workers(workers).run().unwrap();
        let mut counts = counts.take();
        counts.sort();
        let expected = [("be", 3), ("not", 1), ("or", 1), ("to", 2)];
        assert_eq!(counts, expected.map(|(word, n)| (word.to_owned(), n)), "{workers} workers");
    }
}

#[test]
fn records_of_files_are_read_by_length_and_by_a_decoder() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("a"), "12\n34\n5").unwrap();
    let blocks = Collected::new();
    let pipeline = stream!(
        binary_records(folder.path(), 3, settle = 0s).map(|block| block.to_vec()).collect(blocks.clone())
    );
    pipeline.trigger(Trigger::available_now()).on_error(OnError::skip()).run().unwrap();
    assert_eq!(blocks.take(), [b"12\n", b"34\n"]);

    let numbers = Collected::new();
    let number = |file: &mut dyn BufRead| -> Result<Option<u32>, DecodeError> {
        let mut line = String::new();
        let read = file.read_line(&mut line)?;
        let number = line.trim().parse::<u32>();
        (read > 0).then_some(number).transpose().map_err(|error| DecodeError::record(error, line))
    };
    let pipeline = stream!(files(folder.path(), number, settle = 0s).collect(numbers.clone()));
    pipeline.trigger(Trigger::available_now()).run().unwrap();
    assert_eq!(numbers.take(), [12, 34, 5]);
}

#[test]
fn a_tail_fails_the_pipeline_with_file_and_offset() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("a"), "12345").unwrap();
    let pipeline =
        stream!(binary_records(folder.path(), 3, settle = 0s).map(|block| block.len()).for_each(|_| ()));
    let error = pipeline.trigger(Trigger::available_now()).run().unwrap_err();
    let place = error.place().unwrap();
    assert_eq!((place.source.as_str(), place.offset), (folder.path().join("a").to_str().unwrap(), 3));
    assert_eq!(error.operator().unwrap().name, "binary_records");
}

#[test]
fn a_missing_folder_fails_the_start_and_names_it() {
    let pipeline = stream!(text_files("no/such/folder").for_each(|_| ()));
    let error = pipeline.run().unwrap_err();
    assert!(error.to_string().contains("`no/such/folder`"), "{error}");
    assert_eq!(error.kind(), stream_core::ErrorKind::Start);
}

#[test]
fn a_rate_gives_numbered_records() {
    let numbers = Collected::new();
    let pipeline = stream!(rate(1).map(|(_, number)| number).collect(numbers.clone()));
    pipeline.trigger(Trigger::available_now()).run().unwrap();
    assert_eq!(numbers.take(), [0]);
}
