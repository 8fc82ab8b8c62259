//! `files(folder, decoder)`: the records that a decoder of the user finds in every file that appears
//! in a folder, after Spark's `fileStream`.

use std::fmt;
use std::io::{self, BufRead, BufReader, Read};
use std::path::PathBuf;
use std::task::{Context, Poll, ready};

use super::decoder::{DecodeError, Decoder, Reason};
use super::folder::{Folder, FolderReader, Input, folder_settings};
use super::owned::{Buffer, Owned};
use super::{CHUNK, Chunk, IntoSource, Opening, Ready, Source};
use crate::error::Error;
use crate::record::Place;

/// What is read of a file at a time, in bytes.
const READ: usize = 128 * 1024;

/// Reads the records that `decoder` finds in every file that appears in `folder` after the start.
///
/// Which files are read, when and in what order is as for [`text_files`](super::text_files), `.gz`
/// and `.zst` included. At most [`CHUNK`] records are decoded ahead of the pipeline. With several
/// workers each has a clone of the decoder.
pub fn files<D: Decoder>(folder: impl Into<PathBuf>, decoder: D) -> Files<D> {
    Files { folder: Folder::new(folder.into()), decoder }
}

/// A folder of files with a decoder as a source; made by [`files`].
#[derive(Clone)]
pub struct Files<D> {
    folder: Folder,
    decoder: D,
}

folder_settings!(Files<D>);

impl<D> fmt::Debug for Files<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Files").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl<D: Decoder> IntoSource for Files<D> {
    type Source = FilesSource<D, D::Item>;

    fn open(self, opening: &Opening) -> Result<Self::Source, Error> {
        let files = FolderReader::open(self.folder, opening)?;
        let (decoder, buffer) = (self.decoder, Buffer::new(opening.operator.name));
        Ok(FilesSource { files, decoder, current: None, shown: String::new(), buffer, last: 0 })
    }
}

/// One worker's view of a folder that all workers share, and its decoder.
pub struct FilesSource<D, T> {
    files: FolderReader,
    decoder: D,
    current: Option<Counted>,
    /// The file that the records in `buffer` come from.
    shown: String,
    /// Records, each with the offset of its first byte.
    buffer: Buffer<(u64, T)>,
    /// The offset of the record that was returned last.
    last: u64,
}

impl<D, T> fmt::Debug for FilesSource<D, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FilesSource").finish_non_exhaustive()
    }
}

/// A buffered file that knows how far it has been read.
struct Counted {
    file: BufReader<Input>,
    offset: u64,
}

impl Read for Counted {
    fn read(&mut self, space: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(space)?;
        self.offset += read as u64;
        Ok(read)
    }
}

impl BufRead for Counted {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.file.fill_buf()
    }

    fn consume(&mut self, n: usize) {
        self.offset += n as u64;
        self.file.consume(n);
    }
}

impl<D: Decoder> FilesSource<D, D::Item> {
    /// Decodes on in the current file until a chunk is full or the file has ended.
    fn read(&mut self) -> Result<(), Error> {
        for _ in 0..CHUNK {
            let Some(file) = &mut self.current else { return Ok(()) };
            let offset = file.offset;
            match self.decoder.decode(file) {
                Ok(Some(record)) => {
                    self.buffer.push(0, (offset, record));
                }
                Ok(None) => self.end_file(),
                Err(error) => self.reject(error, offset)?,
            }
        }
        Ok(())
    }

    fn reject(&mut self, DecodeError(reason): DecodeError, offset: u64) -> Result<(), Error> {
        let moved_on = self.current.as_ref().is_some_and(|file| file.offset > offset);
        let place = Place { source: self.shown.clone(), offset };
        let (reason, raw) = match reason {
            Reason::Record { reason, raw } if moved_on => (reason, Some(raw)),
            Reason::Record { reason, raw } => {
                self.end_file();
                (
                    format!("{reason}; the decoder did not move on, the rest of the file is left out"),
                    Some(raw),
                )
            }
            Reason::File(error) => {
                self.end_file();
                (error.to_string(), None)
            }
        };
        self.files.reject(place, reason, raw)
    }

    fn end_file(&mut self) {
        if let Some(file) = self.current.take() {
            let input = file.file.get_ref();
            self.files.was_read(input, input.size());
        }
    }
}

impl<D: Decoder<Item = T>, T> Source for FilesSource<D, T> {
    type Item<'a>
        = T
    where
        Self: 'a;
    type Chunk<'a>
        = Decoded<'a, T>
    where
        Self: 'a;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<Ready, Error>> {
        if self.buffer.has_records() {
            return Poll::Ready(Ok(Ready::Records));
        }
        loop {
            if self.current.is_none() {
                let Some(input) = ready!(self.files.poll_open(cx))? else {
                    return Poll::Ready(Ok(Ready::End));
                };
                self.decoder.begin(input.path());
                self.shown = input.shown().to_owned();
                let file = BufReader::with_capacity(READ, input);
                self.current = Some(Counted { file, offset: 0 });
            }
            self.read()?;
            if self.buffer.has_records() {
                return Poll::Ready(Ok(Ready::Records));
            }
            if self.current.is_some() {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
        }
    }

    fn chunk(&mut self, max: usize) -> Decoded<'_, T> {
        let FilesSource { shown, buffer, last, .. } = self;
        Decoded { records: buffer.chunk(max), shown, last }
    }

    fn taken(&self) -> u64 {
        self.buffer.taken()
    }

    fn expects_more(&self) -> bool {
        self.current.is_some() || self.files.expects_more()
    }
}

/// A chunk of decoded records.
#[derive(Debug)]
pub struct Decoded<'a, T> {
    records: Owned<'a, (u64, T)>,
    shown: &'a str,
    last: &'a mut u64,
}

impl<T> Iterator for Decoded<'_, T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        let (offset, record) = self.records.next()?;
        *self.last = offset;
        Some(record)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.records.size_hint()
    }
}

impl<T> Chunk for Decoded<'_, T> {
    fn place(&self, _: Option<&[u8]>) -> Option<Place> {
        Some(Place { source: self.shown.to_owned(), offset: *self.last })
    }
}

#[cfg(test)]
mod tests {
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
        let stuck = |_: &mut dyn BufRead| -> Result<Option<u32>, DecodeError> {
            Err(DecodeError::record("stuck", []))
        };
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
}
