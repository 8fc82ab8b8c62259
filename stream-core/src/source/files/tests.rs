//! Files through decoders: order, places, bad records, errors of a file, and decoders that do not move on.

use std::fs;
use std::future::poll_fn;
use std::sync::Arc;
use std::time::Duration;

use tempfile::TempDir;

use super::super::testing::{Kept, opening_with};
use super::*;

/// A number a line; a line of `!` is an error of the file.
fn number(file: &mut dyn BufRead) -> Result<Option<u32>, DecodeError> {
    let mut line = String::new();
    if file.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    if line == "!\n" {
        return Err(io::Error::other("broken").into());
    }
    line.trim().parse().map(Some).map_err(|error| DecodeError::record(error, line))
}

/// Reads `texts` with `decoder`: the records with their offsets, and what was rejected.
async fn read<D: Decoder>(texts: &[&str], decoder: D) -> (Vec<(u64, D::Item)>, Arc<Kept>) {
    let folder = TempDir::new().unwrap();
    for (i, text) in texts.iter().enumerate() {
        fs::write(folder.path().join(format!("{i}")), text).unwrap();
    }
    let kept = Arc::new(Kept::default());
    let opening = opening_with(Arc::clone(&kept), (0, 1), true);
    let spec = files(folder.path(), decoder).settle(Duration::ZERO);
    let mut source = spec.open(&opening).unwrap();
    let mut records = Vec::new();
    loop {
        match poll_fn(|cx| source.poll_ready(cx)).await.unwrap() {
            Ready::Records => {}
            Ready::End => break (records, kept),
            Ready::EndOfBatch => panic!("files have no batches"),
        }
        let mut chunk = source.chunk(700);
        while let Some(record) = chunk.next() {
            records.push((chunk.place(None).unwrap().offset, record));
        }
    }
}

fn reasons(kept: &Kept) -> Vec<(char, u64, String)> {
    let rejected = kept.rejected.lock().unwrap();
    rejected
        .iter()
        .map(|it| {
            let place = it.place.as_ref().unwrap();
            (place.source.chars().last().unwrap(), place.offset, it.reason.clone())
        })
        .collect()
}

#[tokio::test]
async fn every_record_of_every_file_is_read_with_its_offset() {
    let text: String = (0..5_000).map(|i| format!("{i:04}\n")).collect();
    let (records, kept) = read(&[&text, "7"], number).await;
    let expected = (0..5_000).map(|i| (u64::from(i) * 5, i)).chain([(0, 7)]);
    assert!(records.into_iter().eq(expected));
    assert_eq!(reasons(&kept), []);
}

#[tokio::test]
async fn a_bad_record_is_rejected_and_the_next_one_read() {
    let (records, kept) = read(&["1\nx\n2\n", "3\n"], number).await;
    assert_eq!(records, [(0, 1), (4, 2), (0, 3)]);
    assert_eq!(reasons(&kept), [('0', 2, "invalid digit found in string".to_owned())]);
    assert_eq!(kept.rejected.lock().unwrap()[0].raw.as_deref(), Some(&b"x\n"[..]));
}

#[tokio::test]
async fn an_error_of_the_file_gives_up_its_rest() {
    let (records, kept) = read(&["1\n!\n2\n", "3\n"], number).await;
    assert_eq!(records, [(0, 1), (0, 3)]);
    assert_eq!(reasons(&kept), [('0', 2, "broken".to_owned())]);
}

#[tokio::test]
async fn a_decoder_that_does_not_move_on_is_stopped() {
    let stuck =
        |_: &mut dyn BufRead| -> Result<Option<u32>, DecodeError> { Err(DecodeError::record("stuck", [])) };
    let (records, kept) = read(&["1\n2\n"], stuck).await;
    assert_eq!(records, []);
    let reasons = reasons(&kept);
    assert_eq!(reasons.len(), 1);
    assert!(reasons[0].2.contains("did not move on"), "{reasons:?}");
}

#[tokio::test]
async fn more_bad_records_than_a_chunk_holds_do_not_end_the_input() {
    let text = "x\n".repeat(5_000) + "1\n";
    let (records, kept) = read(&[&text], number).await;
    assert_eq!(records, [(10_000, 1)]);
    assert_eq!(reasons(&kept).len(), 5_000);
}

/// Gives each line with its number in the file.
#[derive(Clone, Default)]
struct Numbered(u32);

impl Decoder for Numbered {
    type Item = (u32, String);

    fn begin(&mut self, _: &std::path::Path) {
        self.0 = 0;
    }

    fn decode(&mut self, file: &mut dyn BufRead) -> Result<Option<Self::Item>, DecodeError> {
        let mut line = String::new();
        let read = file.read_line(&mut line)?;
        self.0 += 1;
        Ok((read > 0).then(|| (self.0, line.trim().to_owned())))
    }
}

#[tokio::test]
async fn a_decoder_is_told_that_a_file_begins() {
    let (records, _) = read(&["a\nb\n", "c\n"], Numbered::default()).await;
    let records: Vec<_> = records.into_iter().map(|(_, record)| record).collect();
    assert_eq!(records, [(1, "a".to_owned()), (2, "b".to_owned()), (1, "c".to_owned())]);
}
