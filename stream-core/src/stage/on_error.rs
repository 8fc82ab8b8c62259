//! The policy for records that are refused.

use std::fmt;
use std::sync::Arc;

use super::dead_letters::{DeadLetters, Letters};
use crate::record::Rejected;

/// What becomes of a record that cannot be decoded, or for which a closure returns an error.
///
/// ```
/// use stream_core::OnError;
///
/// // Up to a thousand wait to be read; then the pipeline waits, too.
/// let (policy, mut letters) = OnError::dead_letters(1000);
/// # let _ = (policy, letters.next());
/// ```
///
/// Every refused record is counted in [`Progress::rejected`](super::Progress::rejected), whatever
/// the policy. A record that a remote peer sent and that cannot be read never ends a pipeline: where
/// the policy is to fail, it is skipped and warned of.
pub struct OnError(pub(super) Policy);

pub(super) enum Policy {
    Fail,
    Skip,
    Call(Box<dyn Fn(Rejected) + Send + Sync>),
    Send(Arc<Letters>),
}

impl OnError {
    /// The pipeline ends with an error that names the operator, the record's place in its source
    /// and the reason. This is the default.
    pub fn fail() -> Self {
        OnError(Policy::Fail)
    }

    /// The record is left out and counted.
    pub fn skip() -> Self {
        OnError(Policy::Skip)
    }

    /// The record is handed to `dead_letter`, on the worker that refused it; the pipeline goes on
    /// when it returns. [`dead_letters`](Self::dead_letters) makes a stream of them instead.
    pub fn dead_letter(dead_letter: impl Fn(Rejected) + Send + Sync + 'static) -> Self {
        OnError(Policy::Call(Box::new(dead_letter)))
    }

    /// The record is put into a stream that the program reads while the pipeline runs. When
    /// `capacity` letters wait there (at least 1 is taken), the pipeline reads no further input
    /// until some are read; the chunks then in hand, of 1,024 records for each worker, are finished
    /// and can exceed the capacity by that much. [`dead_letter`](Self::dead_letter) calls a closure
    /// instead.
    pub fn dead_letters(capacity: usize) -> (Self, DeadLetters) {
        let (letters, reader) = Letters::new(capacity);
        (OnError(Policy::Send(letters)), reader)
    }
}

impl Default for OnError {
    fn default() -> Self {
        OnError::fail()
    }
}

impl fmt::Debug for OnError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Policy::Fail => "OnError::fail",
            Policy::Skip => "OnError::skip",
            Policy::Call(_) => "OnError::dead_letter",
            Policy::Send(_) => "OnError::dead_letters",
        })
    }
}
