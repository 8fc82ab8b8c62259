//! What is computed of the records of a window.

use std::fmt;

/// Computes one value of many: of the records of a key in a window, or of all that came so far.
///
/// Records reach it in any order and in parts that are merged: `add` and `merge` have to be associative and commutative, up to what the
/// program accepts as equal. Implement it for an aggregate of your own, used as `.aggregate(mine)`; Spark's `Aggregator`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no aggregate",
    label = "cannot aggregate records",
    note = "use `count()`, `sum(|record| ..)` or another of the language, or implement `stream_core::window::Aggregate`"
)]
pub trait Aggregate {
    /// What it takes of each record.
    type In;
    /// What is kept for each key and window.
    type State;
    /// What comes out.
    type Output;

    /// Whether a state becomes larger with each record, as a list does. Windows that share records then share no more than their
    /// states, so that what is held does not grow with the number of windows.
    const GROWS: bool = false;

    /// Whether to merge the state of one record is the same as to add the record, to the last bit, and about as cheap, and to merge the
    /// state of no records changes nothing. Then records may wait as states for others, with which they are taken in faster.
    const PARTS: bool = false;

    /// The state before any record.
    fn init(&self) -> Self::State;

    /// Takes a record in.
    fn add(&self, state: &mut Self::State, record: Self::In);

    /// Takes the records in that `other` has taken in.
    fn merge(&self, state: &mut Self::State, other: Self::State);

    /// The value of the records that were taken in.
    ///
    /// # Errors
    /// There is none, such as a sum that is out of range: the pipeline fails, with the key.
    fn finish(&self, state: Self::State) -> Result<Self::Output, AggregateError>;
}

/// Why an aggregate has no value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AggregateError(String);

impl AggregateError {
    /// An error of this text: a fact, then a way out.
    pub fn new(text: impl Into<String>) -> Self {
        AggregateError(text.into())
    }
}

impl fmt::Display for AggregateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for AggregateError {}
