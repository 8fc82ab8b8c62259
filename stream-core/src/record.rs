//! What belongs to a single record or batch: the operator it is at, its place in the source, the
//! batch it came in, and what becomes of it when it is refused.

use std::fmt;

use crate::time::Timestamp;

/// An operator of a pipeline and where it stands in the program's source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operator {
    /// The name as written, such as `flat_map`.
    pub name: &'static str,
    /// The source file.
    pub file: &'static str,
    /// The line, from 1.
    pub line: u32,
    /// The column, from 1.
    pub column: u32,
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` ({}:{}:{})", self.name, self.file, self.line, self.column)
    }
}

/// Where a record stands in its source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, address or other name of the source.
    pub source: String,
    /// The byte offset of the record's first byte, or its number from 0 where the source has no bytes.
    pub offset: u64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, offset {}", self.source, self.offset)
    }
}

/// One run of the stages: a micro-batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Batch {
    /// Counts batches from 0.
    pub number: u64,
    /// The unit of atomicity this batch belongs to, from 0; without a checkpoint every batch is its own.
    pub epoch: u64,
    /// The processing time of every record in the batch: the tick for `Trigger::every`, else the
    /// instant at which the batch was opened.
    pub time: Timestamp,
    /// All input has ended, and this batch takes no records: what waited for the end comes out. Only pipelines with operators
    /// that keep state from batch to batch have one.
    pub last: bool,
}

/// A record that was refused: it could not be decoded, or a closure returned an error for it.
///
/// What comes out of a boundary, such as `map_async`, a keyed operator or a `union` of several sources, is no longer known
/// by its bytes and place: what is refused after it has neither. `map_async` itself knows both.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Rejected {
    /// The bytes of the record as its source lent them, where the source lends bytes.
    pub raw: Option<Vec<u8>>,
    /// The operator that refused it.
    pub operator: Operator,
    /// Where the record stands in its source, where the source knows.
    pub place: Option<Place>,
    /// Why.
    pub reason: String,
}

impl Rejected {
    /// Bytes of a record that its `Display` shows at most.
    pub const SHOWN: usize = 200;

    /// A record refused by `operator` because of `reason`.
    pub fn new(operator: Operator, reason: impl Into<String>) -> Self {
        Rejected { raw: None, operator, place: None, reason: reason.into() }
    }
}

/// One line: what refused it, why and where, and its bytes as text where the source lends some, at most
/// [`SHOWN`](Rejected::SHOWN) of them.
impl fmt::Display for Rejected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.operator, self.reason)?;
        if let Some(place) = &self.place {
            write!(f, ", at {place}")?;
        }
        let Some(raw) = &self.raw else { return Ok(()) };
        let (shown, rest) = raw.split_at(raw.len().min(Self::SHOWN));
        let more = if rest.is_empty() { "" } else { ".." };
        write!(f, ": {:?}{more}", String::from_utf8_lossy(shown))
    }
}

/// What `?` in a closure of a record operator turns any error into: the record is rejected with it.
#[derive(Clone, Debug)]
pub struct RecordError(String);

impl<E: fmt::Display> From<E> for RecordError {
    fn from(error: E) -> Self {
        RecordError(error.to_string())
    }
}

impl RecordError {
    /// The text of the error.
    pub fn into_reason(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAP: Operator = Operator { name: "map", file: "src/main.rs", line: 3, column: 9 };

    #[test]
    fn a_letter_is_one_line_that_says_what_where_and_why() {
        let mut letter = Rejected::new(MAP, "no number");
        assert_eq!(letter.to_string(), "`map` (src/main.rs:3:9): no number");
        letter.place = Some(Place { source: "a.log".into(), offset: 12 });
        letter.raw = Some(b"x\ny\xff".to_vec());
        let said = "`map` (src/main.rs:3:9): no number, at a.log, offset 12: \"x\\ny\u{fffd}\"";
        assert_eq!(letter.to_string(), said);
    }

    #[test]
    fn a_long_record_is_cut() {
        let mut letter = Rejected::new(MAP, "too long");
        letter.raw = Some(vec![b'x'; Rejected::SHOWN + 1]);
        let said = letter.to_string();
        assert!(said.ends_with("x\"..") && said.matches('x').count() == Rejected::SHOWN, "{said}");
    }
}
