//! The count and the sum of numbers, exact as long as they are whole: an aggregate of the tool's own.

use std::fmt;

use stream_core::window::{Aggregate, AggregateError};

/// A number, whole or not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Number {
    Whole(i128),
    Real(f64),
}

impl Number {
    /// The number of a text.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        match (text.parse::<i64>(), text.parse()) {
            (Ok(whole), _) => Ok(Number::Whole(whole.into())),
            (_, Ok(real)) => Ok(Number::Real(real)),
            (_, Err(error)) => Err(format!("`{text}` is no number: {error}")),
        }
    }

    pub(crate) fn as_f64(self) -> f64 {
        match self {
            Number::Whole(whole) => whole as f64,
            Number::Real(real) => real,
        }
    }

    /// Whole if both are: 2⁶⁴ numbers of 64 bits fit.
    fn plus(self, other: Number) -> Number {
        match (self, other) {
            (Number::Whole(one), Number::Whole(other)) => Number::Whole(one + other),
            (one, other) => Number::Real(one.as_f64() + other.as_f64()),
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Number::Whole(whole) => write!(f, "{whole}"),
            Number::Real(real) => write!(f, "{real}"),
        }
    }
}

/// What a window comes to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Total {
    pub(crate) count: u64,
    pub(crate) sum: Number,
}

/// The aggregate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TotalOf;

impl Aggregate for TotalOf {
    type In = super::Event;
    type State = Total;
    type Output = Total;

    fn init(&self) -> Total {
        Total { count: 0, sum: Number::Whole(0) }
    }

    fn add(&self, total: &mut Total, event: super::Event) {
        total.count += 1;
        total.sum = total.sum.plus(event.value);
    }

    fn merge(&self, total: &mut Total, other: Total) {
        total.count += other.count;
        total.sum = total.sum.plus(other.sum);
    }

    fn finish(&self, total: Total) -> Result<Total, AggregateError> {
        Ok(total)
    }
}
