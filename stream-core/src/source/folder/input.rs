//! A file that is being read: the bytes it had when it was opened, uncompressed.

use std::fs::File;
use std::io::{self, Read, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use super::stat::{Identity, Stat};

/// A file to be read.
#[derive(Debug)]
pub(in crate::source) struct Task {
    /// Tells it from other tasks.
    pub(super) number: u64,
    pub(in crate::source) path: PathBuf,
    /// The first byte to be read.
    pub(in crate::source) from: u64,
    /// Of the file that was seen.
    pub(super) identity: Option<Identity>,
}

/// An open file.
pub(in crate::source) struct Input {
    pub(super) task: Task,
    pub(super) stat: Stat,
    /// The path, for places and messages.
    shown: String,
    bytes: Bytes,
}

enum Bytes {
    Plain { file: File, left: u64 },
    Packed(Box<dyn Read + Send>),
}

impl Input {
    /// Opens the file of `task`.
    pub(super) fn open(task: Task) -> Result<Self, (Task, io::Error)> {
        match Self::try_open(&task) {
            Ok((stat, bytes)) => {
                let shown = task.path.display().to_string();
                Ok(Input { task, stat, shown, bytes })
            }
            Err(error) => Err((task, error)),
        }
    }

    fn try_open(task: &Task) -> io::Result<(Stat, Bytes)> {
        let (path, from) = (&*task.path, task.from);
        let mut file = File::open(path)?;
        let stat = Stat::of(&file.metadata()?);
        if from > 0 && stat.identity != task.identity {
            return Err(io::Error::new(io::ErrorKind::NotFound, "its name is another file's now"));
        }
        if is_packed(path) {
            return Ok((stat, Bytes::Packed(unpack(path, file.take(stat.size))?)));
        }
        if from > 0 {
            file.seek(SeekFrom::Start(from))?;
        }
        let left = stat.size.saturating_sub(from);
        Ok((stat, Bytes::Plain { file, left }))
    }

    /// The path, for places and messages.
    pub(in crate::source) fn shown(&self) -> &str {
        &self.shown
    }

    /// Its size when it was opened, in bytes.
    pub(in crate::source) fn size(&self) -> u64 {
        self.stat.size
    }

    pub(in crate::source) fn path(&self) -> &Path {
        &self.task.path
    }

    /// The first byte that is read.
    pub(in crate::source) fn from(&self) -> u64 {
        self.task.from
    }

    /// Whether it is compressed, so that nothing can be appended to it.
    pub(in crate::source) fn is_packed(&self) -> bool {
        matches!(self.bytes, Bytes::Packed(_))
    }
}

impl Read for Input {
    /// Reads on; ends where the file ended when it was opened, and fails if it ends before that.
    fn read(&mut self, space: &mut [u8]) -> io::Result<usize> {
        let (file, left) = match &mut self.bytes {
            Bytes::Plain { file, left } => (file, left),
            Bytes::Packed(reader) => return reader.read(space),
        };
        let most = usize::try_from(*left).map_or(space.len(), |left| left.min(space.len()));
        let read = file.read(&mut space[..most])?;
        *left -= read as u64;
        if read == 0 && most > 0 {
            let (size, now) = (self.stat.size, self.stat.size - *left);
            let text = format!("the file shrank from {size} to {now} bytes while it was read");
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, text));
        }
        Ok(read)
    }
}

/// Whether a file of this name is uncompressed when it is read.
pub(super) fn is_packed(path: &Path) -> bool {
    ["gz", "zst"].iter().any(|ending| has_ending(path, ending))
}

fn has_ending(path: &Path, ending: &str) -> bool {
    path.extension().is_some_and(|it| it.eq_ignore_ascii_case(ending))
}

fn unpack(path: &Path, file: io::Take<File>) -> io::Result<Box<dyn Read + Send>> {
    if has_ending(path, "gz") { gz(file) } else { zst(file) }
}

#[cfg(feature = "gz")]
fn gz(file: io::Take<File>) -> io::Result<Box<dyn Read + Send>> {
    Ok(Box::new(flate2::bufread::MultiGzDecoder::new(io::BufReader::new(file))))
}

#[cfg(not(feature = "gz"))]
fn gz(_: io::Take<File>) -> io::Result<Box<dyn Read + Send>> {
    Err(missing("gz"))
}

#[cfg(feature = "zst")]
fn zst(file: io::Take<File>) -> io::Result<Box<dyn Read + Send>> {
    Ok(Box::new(zstd::Decoder::new(file)?))
}

#[cfg(not(feature = "zst"))]
fn zst(_: io::Take<File>) -> io::Result<Box<dyn Read + Send>> {
    Err(missing("zst"))
}

#[cfg(not(all(feature = "gz", feature = "zst")))]
fn missing(feature: &str) -> io::Error {
    let text = format!("the file is compressed: enable feature `{feature}` of `stream-core`");
    io::Error::new(io::ErrorKind::Unsupported, text)
}
