//! What the closure of a sink may return: `()`, or a `Result` whose error ends the pipeline.

use crate::error::{BoxError, Error, ErrorKind};
use crate::record::Operator;

/// What the closures of `for_each` and `for_each_batch` return: `()`, or `Result<(), E>` where `E` is
/// any error, a `String` or a `&str`.
#[diagnostic::on_unimplemented(
    message = "the closure of this sink returns `{Self}`, and a sink takes `()` or `Result<(), _>`",
    label = "neither `()` nor a `Result<(), _>` of an error",
    note = "end the closure's body with `;` to drop the value; an error type implements `std::error::Error`"
)]
pub trait Outcome {
    /// The outcome at `operator`, which is asked only for an error.
    ///
    /// # Errors
    /// The closure returned an `Err`: the pipeline ends with it, as its cause. An
    /// [`Error`] of this library stays as it is.
    fn outcome(self, operator: impl FnOnce() -> Operator) -> Result<(), Error>;
}

impl Outcome for () {
    #[inline]
    fn outcome(self, _: impl FnOnce() -> Operator) -> Result<(), Error> {
        Ok(())
    }
}

/// What a function returns. It names `!`, which cannot be written as a type by itself yet.
pub trait Returns {
    /// The type that is returned.
    type Value;
}

impl<T> Returns for fn() -> T {
    type Value = T;
}

/// A closure that never returns, such as one that is yet to be written.
#[diagnostic::do_not_recommend]
impl Outcome for <fn() -> ! as Returns>::Value {
    fn outcome(self, _: impl FnOnce() -> Operator) -> Result<(), Error> {
        self
    }
}

impl<O: Outcome, E: Into<BoxError>> Outcome for Result<O, E> {
    #[inline]
    fn outcome(self, operator: impl FnOnce() -> Operator) -> Result<(), Error> {
        match self {
            Ok(outcome) => outcome.outcome(operator),
            Err(cause) => Err(failed(cause.into(), "the closure of the sink returned an error", operator())),
        }
    }
}

/// The error of a sink at `operator`: what it failed with, as the cause of `message`, unless it
/// already is an error of this library.
#[cold]
pub(super) fn failed(cause: BoxError, message: &str, operator: Operator) -> Error {
    match cause.downcast::<Error>() {
        Ok(error) => error.at(operator),
        Err(cause) => Error::new(ErrorKind::Sink, message).caused_by(cause).at(operator),
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::*;
    use crate::sink::tests::OPERATOR;

    #[test]
    fn a_closure_without_a_value_succeeds() {
        assert!(().outcome(|| OPERATOR).is_ok());
        assert!(Ok::<(), String>(()).outcome(|| OPERATOR).is_ok());
    }

    #[test]
    fn an_err_becomes_the_cause_of_an_error_that_names_the_operator() {
        let error = Err::<(), _>("no such row").outcome(|| OPERATOR).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Sink);
        assert_eq!(
            error.to_string(),
            "the closure of the sink returned an error, in `for_each` (src/main.rs:7:9)"
        );
        assert_eq!(error.source().unwrap().to_string(), "no such row");
    }

    #[test]
    fn an_error_of_this_library_keeps_its_kind() {
        let error = Err::<(), _>(Error::new(ErrorKind::Bound, "full")).outcome(|| OPERATOR).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Bound);
        assert_eq!(error.operator(), Some(OPERATOR));
    }
}
