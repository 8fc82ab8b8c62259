//! What can go wrong in a pipeline, and where: one [`Error`] with a kind, the operator and the place.

use std::fmt;

use crate::record::{Operator, Place};

/// Any error of a user's code or of a library below.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// What a caller can do something about; a new kind is added only where one would act differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The pipeline does not start: a folder is missing, a setting contradicts another.
    Start,
    /// A source fails for good: its retries are used up, a file cannot be read.
    Source,
    /// A record cannot be decoded or was refused by a closure, and the policy is to fail.
    Record,
    /// A sink fails.
    Sink,
    /// A closure of the user panicked.
    Panic,
    /// A named bound on state is reached, or an aggregate is out of the range of its type.
    Bound,
    /// The pipeline was ended before its input was.
    Aborted,
}

/// The error of a pipeline: what happened, at which operator, at which record.
///
/// [`Display`](fmt::Display) says its own level; the cause is
/// [`source()`](std::error::Error::source). [`Debug`](fmt::Debug) is what a `main` that returns the error prints, and `unwrap`
/// panics with: the same with its causes, in one line; with `{:#?}` it shows all fields.
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: ErrorKind,
    message: String,
    operator: Option<Operator>,
    place: Option<Place>,
    cause: Option<BoxError>,
}

impl Error {
    /// An error that is a fact, then a way out, in `message`.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        let message = message.into();
        Error(Box::new(Inner { kind, message, operator: None, place: None, cause: None }))
    }

    /// The same error with what caused it.
    #[must_use]
    pub fn caused_by(mut self, cause: impl Into<BoxError>) -> Self {
        self.0.cause = Some(cause.into());
        self
    }

    /// The same error, at `operator`; an operator that is already named stays.
    #[must_use]
    pub fn at(mut self, operator: Operator) -> Self {
        self.0.operator.get_or_insert(operator);
        self
    }

    /// The same error, at `place` in the source; a place that is already named stays.
    #[must_use]
    pub fn at_place(mut self, place: Option<Place>) -> Self {
        if self.0.place.is_none() {
            self.0.place = place;
        }
        self
    }

    /// The same error for another who has to know of it; causes become their text.
    pub(crate) fn again(&self) -> Self {
        let Inner { kind, message, operator, place, cause } = &*self.0;
        let (message, place) = (message.clone(), place.clone());
        let cause = cause.as_ref().map(|cause| cause.to_string().into());
        Error(Box::new(Inner { kind: *kind, message, operator: *operator, place, cause }))
    }

    /// The kind, for a caller that acts on it.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The operator at which it happened, where one is known.
    pub fn operator(&self) -> Option<Operator> {
        self.0.operator
    }

    /// The place in the source of the record that was at hand, where one is known.
    pub fn place(&self) -> Option<&Place> {
        self.0.place.as_ref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.message)?;
        if let Some(operator) = &self.0.operator {
            write!(f, ", in {operator}")?;
        }
        if let Some(place) = &self.0.place {
            write!(f, ", at {place}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if f.alternate() {
            return self.0.fmt(f);
        }
        write!(f, "{self}")?;
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            write!(f, ": {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.cause.as_deref().map(|cause| cause as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_main_prints_is_the_error_with_its_causes() {
        let lost = Error::new(ErrorKind::Source, "the line is cut").caused_by("no carrier");
        let error = Error::new(ErrorKind::Source, "no more tries").caused_by(lost);
        assert_eq!(format!("{error:?}"), "no more tries: the line is cut: no carrier");
        assert_eq!(error.to_string(), "no more tries");
    }

    #[test]
    fn all_fields_are_shown_when_asked_for() {
        let error = Error::new(ErrorKind::Bound, "full");
        let shown = format!("{error:#?}");
        assert!(shown.contains("kind: Bound") && shown.contains("cause: None"), "{shown}");
    }
}
