//! `text_files(folder)`: the lines of every file that appears in a folder, after Spark's
//! `textFileStream`.

use std::fmt;
use std::io::{self, Read as _};
use std::path::PathBuf;
use std::task::{Context, Poll, ready};

use super::buffer::BadRecord;
use super::folder::{Folder, FolderReader, Input, folder_settings};
use super::lines::{Found, LineBuffer, Lines, MAX_LINE};
use super::{IntoSource, Opening, Ready, Source};
use crate::error::Error;
use crate::record::Place;

/// Lines that are rejected between two chances for other work.
const REJECTS: usize = 1024;

/// Reads the lines, as `&str`, of every file that appears in `folder` after the start.
///
/// Files are UTF-8; a line ends with `\n` or `\r\n`, the last one also with the file. Subfolders are
/// not looked into. With several workers each reads the next file.
///
/// A file is read once, when it is whole: see [`settle`](TextFiles::settle). Names that begin with
/// `.` or `_`, or end with `~`, `.tmp`, `.part`, `.swp` or `.crdownload`, are left out, so a file can
/// be written under such a name and renamed. Files that are whole at the same time are read in the
/// order of their time of change, then of their names.
///
/// What is written to a file after it has been read is not read: there is a notice, once. With
/// [`follow`](TextFiles::follow) it is read. A file that is replaced by another of the same name, or
/// is taken away and its name used again, is a new file where the file system tells the two apart
/// (on Unix), or where the name was gone for two looks at the folder; a file that is renamed inside
/// the folder is not a new one where the file system tells that.
///
/// `.gz` and `.zst` files are uncompressed with the features `gz` and `zst`; places in them are
/// offsets in the uncompressed text.
///
/// A line that is over [`max_line`](TextFiles::max_line) or not UTF-8, a file that cannot be opened
/// or uncompressed, and one that shrinks while it is read go by the pipeline's policy for errors,
/// with the file and the byte offset; what was good before that is kept.
pub fn text_files(folder: impl Into<PathBuf>) -> TextFiles {
    TextFiles { folder: Folder::new(folder.into()), max_line: MAX_LINE }
}

/// A folder of text files as a source; made by [`text_files`].
#[derive(Clone, Debug)]
pub struct TextFiles {
    folder: Folder,
    max_line: usize,
}

folder_settings!(TextFiles);

impl TextFiles {
    /// Reads what is appended to files too (default: `false`), like `tail -F`.
    ///
    /// Files are then read as they grow, without waiting for them to settle; a line is lent when its
    /// line end has come. Of a file that is there at the start, and that `existing` leaves out, only
    /// what is appended is read. A file that becomes shorter is read again from its beginning, with
    /// a notice. Compressed files are not followed.
    #[must_use]
    pub fn follow(mut self, follow: bool) -> Self {
        self.folder.rule.follow = follow;
        self
    }

    /// The limit of a line's length in bytes (default: 1 MiB). A longer one is rejected.
    #[must_use]
    pub fn max_line(mut self, bytes: usize) -> Self {
        self.max_line = bytes;
        self
    }
}

impl IntoSource for TextFiles {
    type Source = TextFilesSource;

    fn open(self, opening: &Opening) -> Result<TextFilesSource, Error> {
        let files = FolderReader::open(self.folder, opening)?;
        let lines = LineBuffer::new(self.max_line);
        Ok(TextFilesSource { files, lines, current: None, too_long: None })
    }
}

/// One worker's view of a folder of text files that all workers share.
pub struct TextFilesSource {
    files: FolderReader,
    lines: LineBuffer,
    current: Option<Current>,
    /// Where the line begins that is being skipped.
    too_long: Option<u64>,
}

struct Current {
    input: Input,
    /// All of it has been read into the buffer.
    ended: bool,
}

impl fmt::Debug for TextFilesSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TextFilesSource").field("lines", &self.lines).finish_non_exhaustive()
    }
}

impl TextFilesSource {
    /// Reads on in the current file until there are lines; `false` if it has no more of them.
    fn read(&mut self) -> Result<Progress, Error> {
        for _ in 0..REJECTS {
            match self.lines.look() {
                Found::Lines => return Ok(Progress::Lines),
                Found::Bad(line) => {
                    self.too_long = None;
                    self.reject(line)?;
                }
                Found::TooLong { offset } => self.too_long = Some(offset),
                Found::Nothing => {
                    let Some(current) = &mut self.current else { return Ok(Progress::NoFile) };
                    if current.ended {
                        self.end_file(None);
                        return Ok(Progress::NoFile);
                    }
                    match current.input.read(self.lines.space()) {
                        Ok(0) => self.end_of_bytes()?,
                        Ok(n) => self.lines.filled(n),
                        Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                        Err(error) => self.break_off(&error)?,
                    }
                }
            }
        }
        Ok(Progress::Busy)
    }

    /// The file has no more bytes: what is left is its last line, or waits for its line end.
    fn end_of_bytes(&mut self) -> Result<(), Error> {
        let Some(current) = &mut self.current else { return Ok(()) };
        if self.files.rule.follow && !self.files.available_now && !current.input.is_packed() {
            let resume = self.too_long.take().unwrap_or(self.lines.offset());
            self.end_file(Some(resume));
            return Ok(());
        }
        current.ended = true;
        self.lines.finish().map_or(Ok(()), |line| self.reject(line))
    }

    /// The file cannot be read on.
    fn break_off(&mut self, error: &io::Error) -> Result<(), Error> {
        let Some(current) = &self.current else { return Ok(()) };
        let place = Place { source: current.input.shown().to_owned(), offset: self.lines.offset() };
        let cut = self.lines.cut(&error.to_string());
        let (place, reason, raw) = match cut {
            Some(BadRecord { raw, offset, reason }) => (Place { offset, ..place }, reason, Some(raw)),
            None => (place, error.to_string(), None),
        };
        self.end_file(None);
        self.files.reject(place, reason, raw)
    }

    fn reject(&self, BadRecord { raw, offset, reason }: BadRecord) -> Result<(), Error> {
        let Some(current) = &self.current else { return Ok(()) };
        let place = Place { source: current.input.shown().to_owned(), offset };
        self.files.reject(place, reason, Some(raw))
    }

    /// The current file is done with, for now; `resume` is where to go on when it grows.
    fn end_file(&mut self, resume: Option<u64>) {
        if let Some(current) = self.current.take() {
            let size = current.input.size();
            self.files.was_read(&current.input, resume.unwrap_or(size));
        }
        self.lines.restart(0);
        self.too_long = None;
    }
}

enum Progress {
    Lines,
    NoFile,
    Busy,
}

impl Source for TextFilesSource {
    type Item<'a>
        = &'a str
    where
        Self: 'a;
    type Chunk<'a>
        = Lines<'a>
    where
        Self: 'a;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<Ready, Error>> {
        loop {
            match self.read()? {
                Progress::Lines => return Poll::Ready(Ok(Ready::Records)),
                Progress::Busy => {
                    cx.waker().wake_by_ref();
                    return Poll::Pending;
                }
                Progress::NoFile => {}
            }
            let Some(input) = ready!(self.files.poll_open(cx))? else {
                return Poll::Ready(Ok(Ready::End));
            };
            self.lines.restart(input.from());
            self.current = Some(Current { input, ended: false });
        }
    }

    fn chunk(&mut self, max: usize) -> Lines<'_> {
        let source = self.current.as_ref().map_or("", |current| current.input.shown());
        self.lines.chunk(max, source)
    }

    fn taken(&self) -> u64 {
        self.lines.taken()
    }

    fn expects_more(&self) -> bool {
        self.current.is_some() || self.files.expects_more()
    }
}

#[cfg(test)]
mod tests;
