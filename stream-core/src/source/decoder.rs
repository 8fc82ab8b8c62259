//! [`Decoder`]: how `files(folder, decoder)` turns the bytes of a file into records.

use std::fmt;
use std::io::{self, BufRead};
use std::path::Path;

/// Turns the bytes of files into records. Any closure
/// `FnMut(&mut dyn BufRead) -> Result<Option<T>, DecodeError>` is one.
///
/// A worker has one decoder and reads one file after the other with it.
///
/// ```
/// use std::io::BufRead;
/// use stream_core::source::{DecodeError, Decoder};
///
/// /// Numbers, one a line.
/// struct Numbers;
///
/// impl Decoder for Numbers {
///     type Item = i64;
///
///     fn decode(&mut self, file: &mut dyn BufRead) -> Result<Option<i64>, DecodeError> {
///         let mut line = String::new();
///         if file.read_line(&mut line)? == 0 {
///             return Ok(None);
///         }
///         let number = line.trim().parse();
///         number.map(Some).map_err(|error| DecodeError::record(error, line))
///     }
/// }
///
/// let mut file = &b"12\nx\n7\n"[..];
/// assert_eq!(Numbers.decode(&mut file).unwrap(), Some(12));
/// assert!(Numbers.decode(&mut file).is_err());
/// assert_eq!(Numbers.decode(&mut file).unwrap(), Some(7));
/// assert_eq!(Numbers.decode(&mut file).unwrap(), None);
/// ```
pub trait Decoder {
    /// A record.
    type Item;

    /// A file begins. A decoder that keeps something from record to record forgets it here.
    fn begin(&mut self, path: &Path) {
        let _ = path;
    }

    /// Reads the next record of the file; `None` at its end.
    ///
    /// # Errors
    /// [`DecodeError::record`] for a record that cannot be decoded: it is rejected, and the decoder
    /// is asked for the next one, if it has read at least a byte. Any other error gives up the rest
    /// of the file.
    fn decode(&mut self, file: &mut dyn BufRead) -> Result<Option<Self::Item>, DecodeError>;
}

impl<T, F> Decoder for F
where
    F: FnMut(&mut dyn BufRead) -> Result<Option<T>, DecodeError>,
{
    type Item = T;

    fn decode(&mut self, file: &mut dyn BufRead) -> Result<Option<T>, DecodeError> {
        self(file)
    }
}

/// Why a record could not be decoded.
#[derive(Debug)]
pub struct DecodeError(pub(super) Reason);

#[derive(Debug)]
pub(super) enum Reason {
    Record { reason: String, raw: Vec<u8> },
    File(io::Error),
}

impl DecodeError {
    /// A record cannot be decoded because of `reason`; `raw` are its bytes, for the dead letters.
    pub fn record(reason: impl fmt::Display, raw: impl Into<Vec<u8>>) -> Self {
        DecodeError(Reason::Record { reason: reason.to_string(), raw: raw.into() })
    }
}

/// The file cannot be read on.
impl From<io::Error> for DecodeError {
    fn from(error: io::Error) -> Self {
        DecodeError(Reason::File(error))
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Reason::Record { reason, .. } => f.write_str(reason),
            Reason::File(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for DecodeError {}
