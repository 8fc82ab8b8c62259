//! What a worker does with a record's result: pass the value on, or reject the record.

use std::fmt;

use super::Worker;
use crate::error::{Error, ErrorKind};
use crate::record::{Operator, Place, RecordError};
use crate::source::Reports as _;
use crate::time::Timestamp;

/// So many characters of a key are told in an error.
const KEY_SHOWN: usize = 100;

/// The text of a key as errors tell it: what is longer is cut.
fn cut(mut key: String) -> String {
    if let Some((end, _)) = key.char_indices().nth(KEY_SHOWN) {
        key.truncate(end);
        key.push('…');
    }
    key
}

impl Worker {
    /// The value of a record's result at operator `number`; `None` where it is an error, with which the record is rejected,
    /// by the policy of the pipeline. `here` says where the record stands in its source and what its bytes are.
    ///
    /// # Errors
    /// The policy is to fail.
    #[inline]
    pub fn accept<'r, T, E: Into<RecordError>>(
        &self,
        number: usize,
        result: Result<T, E>,
        here: impl FnOnce() -> (Option<Place>, Option<&'r [u8]>),
    ) -> Result<Option<T>, Error> {
        match result {
            Ok(value) => Ok(Some(value)),
            Err(error) => {
                let (place, raw) = here();
                self.reject(number, error.into().into_reason(), place, raw)?;
                Ok(None)
            }
        }
    }

    /// Whether this is the first worker, at which what needs the whole batch is done.
    #[inline]
    pub fn is_first(&self) -> bool {
        self.index() == 0
    }

    /// The error of operator `number`, whose state has no value or has reached a bound: `error` says why, a fact, then a way out;
    /// `key` is the key, shown, where it is that of one; of a long one the beginning is told.
    #[cold]
    pub fn failed(&self, number: usize, error: &impl fmt::Display, key: Option<String>) -> Error {
        let of = key.map(|key| format!("key `{}`: ", cut(key))).unwrap_or_default();
        Error::new(ErrorKind::Bound, format!("{of}{error}")).at(self.operator(number))
    }

    /// Operator `number` of the pipeline.
    ///
    /// # Panics
    /// If there is none of that number.
    pub fn operator(&self, number: usize) -> Operator {
        self.plan().operators[number]
    }

    /// Tells of something at operator `number` that is worth a notice.
    #[cold]
    pub fn notice(&self, number: usize, text: &str) {
        self.shared.notice(self.operator(number), text);
    }

    /// The current processing time; between batches only, for a batch has one of its own.
    pub fn now(&self) -> Timestamp {
        self.shared.setup.clock.now()
    }

    /// What tells this run of the pipeline from others, as long as a worker of it is there.
    pub fn run_id(&self) -> usize {
        std::sync::Arc::as_ptr(&self.shared).addr()
    }
}
