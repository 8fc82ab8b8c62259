//! `files(folder, decoder)`: the records that a decoder of the user finds in every file that appears
//! in a folder, after Spark's `fileStream`.

#[cfg(test)]
mod tests;

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
