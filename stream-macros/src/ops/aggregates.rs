//! The rows of the aggregates: what is computed of the records of a key in a window.

use super::ArgKind::{Aggregates, Closure, Expr, OptionalClosure};
use super::{Kind, NamedKind, Op, Spec};

const fn aggregate(op: Op, name: &'static str) -> Spec {
    Spec::bare(op, name, Kind::Aggregate)
}

/// An aggregate of what a closure takes of each value, or of the values themselves.
const fn of_values(op: Op, name: &'static str) -> Spec {
    Spec { args: &[OptionalClosure(1)], can_await: true, ..aggregate(op, name) }
}

pub(super) const ROWS: &[Spec] = &[
    Spec {
        usage: "count()",
        doc: "The number of records, a `u64`.",
        ..aggregate(Op::AggregateCount, "count")
    },
    Spec {
        usage: "sum(|value: &V| -> N)",
        doc: "The sum of a number; whole numbers never overflow unnoticed.",
        named: &[("wrapping", NamedKind::Flag), ("compensated", NamedKind::Flag)],
        ..of_values(Op::AggregateSum, "sum")
    },
    Spec {
        usage: "mean(|value: &V| -> N)",
        doc: "The arithmetic mean of a number, an `f64`.",
        named: &[("compensated", NamedKind::Flag)],
        ..of_values(Op::AggregateMean, "mean")
    },
    Spec {
        usage: "min(|value: &V| -> T)",
        doc: "The least value; what compares with nothing, such as NaN, counts only where there is nothing else.",
        ..of_values(Op::AggregateMin, "min")
    },
    Spec {
        usage: "max(|value: &V| -> T)",
        doc: "The greatest value; what compares with nothing, such as NaN, counts only where there is nothing else.",
        ..of_values(Op::AggregateMax, "max")
    },
    Spec {
        usage: "reduce(|a, b| -> V)",
        doc: "Combines the values into one; the closure must be associative and commutative.",
        args: &[Closure(2)],
        ..aggregate(Op::AggregateReduce, "reduce")
    },
    Spec {
        usage: "fold(init, |accumulator, value| -> A, merge = |a, b| -> A)",
        doc: "Folds the values, from `init`, and merges partial results by the second closure.",
        args: &[Expr, Closure(2)],
        named: &[("merge", NamedKind::Closure(2))],
        required: &["merge"],
        ..aggregate(Op::AggregateFold, "fold")
    },
    Spec {
        usage: "top(n, by = |value: &V| -> impl Ord)",
        doc: "The `n` greatest values, greatest first.",
        args: &[Expr],
        named: &[("by", NamedKind::Closure(1))],
        required: &["by"],
        can_await: true,
        ..aggregate(Op::AggregateTop, "top")
    },
    Spec {
        usage: "collect()",
        doc: "All values, in the order in which they came, as a `Vec`.",
        ..of_values(Op::AggregateCollect, "collect")
    },
    Spec {
        usage: "distinct_count(|value: &V| -> T)",
        doc: "The number of different values, exactly, a `u64`.",
        ..of_values(Op::AggregateDistinct, "distinct_count")
    },
    Spec {
        usage: "aggregate((count(), sum(|value| ..)))",
        doc: "Several aggregates in one pass, as a tuple, or one of your own that implements `Aggregate`.",
        args: &[Aggregates],
        can_await: true,
        ..aggregate(Op::Aggregate, "aggregate")
    },
    aggregate(Op::UserAggregate, ""),
];
