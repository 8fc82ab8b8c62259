//! `binary_records(folder, length)`: records of one length from every file that appears in a folder,
//! after Spark's `binaryRecordsStream`.

use std::fmt;
use std::io::{self, Read as _};
use std::path::PathBuf;
use std::task::{Context, Poll, ready};

use super::buffer::Buffer;
use super::folder::{Folder, FolderReader, Input, folder_settings};
use super::{Chunk, IntoSource, Opening, Ready, Source};
use crate::error::{Error, ErrorKind};
use crate::record::Place;

/// Reads the records, as `&[u8]` of exactly `length` bytes, of every file that appears in `folder`
/// after the start.
///
/// Which files are read, when and in what order is as for [`text_files`](super::text_files).
/// At the end of a file, bytes that are no whole record are rejected with the file and their
/// offset. `length` must be greater than 0, else the pipeline does not start; a record is held in
/// memory.
pub fn binary_records(folder: impl Into<PathBuf>, length: usize) -> BinaryRecords {
    BinaryRecords { folder: Folder::new(folder.into()), length }
}

/// A folder of files of records as a source; made by [`binary_records`].
#[derive(Clone, Debug)]
pub struct BinaryRecords {
    folder: Folder,
    length: usize,
}

folder_settings!(BinaryRecords);

impl IntoSource for BinaryRecords {
    type Source = BinaryRecordsSource;

    fn open(self, opening: &Opening) -> Result<BinaryRecordsSource, Error> {
        if self.length == 0 {
            let text = "a binary record of 0 bytes: give the length of a record in bytes";
            return Err(Error::new(ErrorKind::Start, text));
        }
        let files = FolderReader::open(self.folder, opening)?;
        let buffer = Buffer::default();
        Ok(BinaryRecordsSource { files, length: self.length, buffer, current: None, taken: 0 })
    }
}

/// One worker's view of a folder of files of records that all workers share.
pub struct BinaryRecordsSource {
    files: FolderReader,
    length: usize,
    buffer: Buffer,
    current: Option<Input>,
    taken: u64,
}

impl fmt::Debug for BinaryRecordsSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BinaryRecordsSource").field("length", &self.length).finish_non_exhaustive()
    }
}

impl BinaryRecordsSource {
    /// Reads on in the current file until there is a record; `false` if it has no more of them.
    fn read(&mut self) -> Result<bool, Error> {
        while let Some(input) = &mut self.current {
            if self.buffer.len() >= self.length {
                return Ok(true);
            }
            match input.read(self.buffer.space(self.length)) {
                Ok(0) => self.end_file(None)?,
                Ok(n) => self.buffer.filled(n),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => self.end_file(Some(&error))?,
            }
        }
        Ok(false)
    }

    fn end_file(&mut self, error: Option<&io::Error>) -> Result<(), Error> {
        let Some(input) = self.current.take() else { return Ok(()) };
        self.files.was_read(&input, input.size());
        let left = self.buffer.bytes();
        let reason = match error {
            None if left.is_empty() => return Ok(()),
            None => {
                format!("the last {} bytes are no record of {} bytes", left.len(), self.length)
            }
            Some(error) => error.to_string(),
        };
        let place = Place { source: input.shown().to_owned(), offset: self.buffer.offset() };
        let raw = (!left.is_empty()).then(|| left.to_vec());
        self.buffer.restart(0);
        self.files.reject(place, reason, raw)
    }
}

impl Source for BinaryRecordsSource {
    type Item<'a>
        = &'a [u8]
    where
        Self: 'a;
    type Chunk<'a>
        = BinaryBlocks<'a>
    where
        Self: 'a;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<Ready, Error>> {
        loop {
            if self.read()? {
                return Poll::Ready(Ok(Ready::Records));
            }
            let Some(input) = ready!(self.files.poll_open(cx))? else {
                return Poll::Ready(Ok(Ready::End));
            };
            self.buffer.restart(input.from());
            self.current = Some(input);
        }
    }

    fn chunk(&mut self, max: usize) -> BinaryBlocks<'_> {
        let source = self.current.as_ref().map_or("", Input::shown);
        let offset = self.buffer.offset();
        let (bytes, start) = self.buffer.split();
        let lent = (bytes.len() / self.length).min(max);
        let blocks = bytes[..lent * self.length].chunks_exact(self.length);
        BinaryBlocks { length: self.length, lent, blocks, source, offset, start, taken: &mut self.taken }
    }

    fn taken(&self) -> u64 {
        self.taken
    }

    fn expects_more(&self) -> bool {
        self.current.is_some() || self.files.expects_more()
    }
}

/// Records of one length; they count as read when they have been returned.
#[derive(Debug)]
pub struct BinaryBlocks<'a> {
    length: usize,
    lent: usize,
    blocks: std::slice::ChunksExact<'a, u8>,
    source: &'a str,
    /// Where the first record stands in the source.
    offset: u64,
    start: &'a mut usize,
    taken: &'a mut u64,
}

impl<'a> Iterator for BinaryBlocks<'a> {
    type Item = &'a [u8];

    #[inline]
    fn next(&mut self) -> Option<&'a [u8]> {
        self.blocks.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.blocks.size_hint()
    }
}

impl Chunk for BinaryBlocks<'_> {
    fn place(&self, _: Option<&[u8]>) -> Option<Place> {
        let last = (self.lent - self.blocks.len()).checked_sub(1)?;
        let offset = self.offset + (last * self.length) as u64;
        Some(Place { source: self.source.to_owned(), offset })
    }
}

impl Drop for BinaryBlocks<'_> {
    fn drop(&mut self) {
        let returned = self.lent - self.blocks.len();
        *self.start += returned * self.length;
        *self.taken += returned as u64;
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::future::poll_fn;
    use std::sync::Arc;
    use std::time::Duration;

    use tempfile::TempDir;

    use super::super::CHUNK;
    use super::super::testing::{Kept, opening, opening_with};
    use super::*;

    /// Reads `files`, one after the other, as records of `length` bytes.
    async fn read(files: &[&[u8]], length: usize) -> (Vec<Vec<u8>>, Arc<Kept>, TempDir) {
        let folder = TempDir::new().unwrap();
        for (i, bytes) in files.iter().enumerate() {
            fs::write(folder.path().join(format!("{i}")), bytes).unwrap();
        }
        let kept = Arc::new(Kept::default());
        let opening = opening_with(Arc::clone(&kept), (0, 1), true);
        let spec = binary_records(folder.path(), length).settle(Duration::ZERO);
        let mut source = spec.open(&opening).unwrap();
        let mut records = Vec::new();
        while poll_fn(|cx| source.poll_ready(cx)).await.unwrap() == Ready::Records {
            let before = source.taken();
            let lent = source.chunk(CHUNK).map(|block| records.push(block.to_vec())).count();
            assert_eq!(source.taken() - before, lent as u64);
        }
        (records, kept, folder)
    }

    #[tokio::test]
    async fn records_of_every_length_are_whole_and_in_order() {
        let bytes: Vec<u8> = (0..300_000_u32).map(|i| (i % 251) as u8).collect();
        for length in [1, 4, 1_000, 65_536, 100_000, 300_000] {
            let bytes = &bytes[..bytes.len() / length * length];
            let (records, kept, _folder) = read(&[bytes, bytes], length).await;
            assert!(records.iter().all(|record| record.len() == length));
            assert!(records.concat() == [bytes, bytes].concat(), "length {length}");
            assert_eq!(kept.rejected.lock().unwrap().len(), 0);
        }
    }

    #[tokio::test]
    async fn a_tail_is_rejected_with_its_file_and_offset() {
        let (records, kept, folder) = read(&[b"abcdefgh", b"12345678", b"", b"x"], 4).await;
        assert_eq!(records, [b"abcd", b"efgh", b"1234", b"5678"]);
        let (records, kept_2, folder_2) = read(&[b"abcdef", b"1234"], 4).await;
        assert_eq!(records, [b"abcd", b"1234"]);
        let checks = [(kept, folder, "3", 0, &b"x"[..]), (kept_2, folder_2, "0", 4, b"ef")];
        for (kept, folder, name, offset, raw) in checks {
            let rejected = kept.rejected.lock().unwrap();
            assert_eq!(rejected.len(), 1);
            let source = folder.path().join(name).to_str().unwrap().to_owned();
            assert_eq!(rejected[0].place, Some(Place { source, offset }));
            assert_eq!(rejected[0].raw.as_deref(), Some(raw));
        }
    }

    #[tokio::test]
    async fn a_record_knows_its_offset() {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("a"), b"abcdefgh").unwrap();
        let spec = binary_records(folder.path(), 2).existing(true).settle(Duration::ZERO);
        let mut source = spec.open(&opening(0, 1)).unwrap();
        for expected in [0, 2, 4, 6] {
            poll_fn(|cx| source.poll_ready(cx)).await.unwrap();
            let mut chunk = source.chunk(1);
            assert!(chunk.next().is_some());
            assert_eq!(chunk.place(None).unwrap().offset, expected);
            assert_eq!(chunk.next(), None);
        }
    }

    #[tokio::test]
    async fn a_length_of_zero_does_not_start() {
        let error = binary_records(".", 0).open(&opening(0, 1)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Start);
    }
}
