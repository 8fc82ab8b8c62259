//! The rows of the operators by key and over a batch: each batch is on its own.

use super::ArgKind::{Closure, ClosureEither, Expr, OptionalWindow, Stream};
use super::{ArgKind, NamedKind, Op, Spec};

/// A join of two keyed streams, by batch, by distance in time or by window, or of one with a table.
const fn join(op: Op, name: &'static str) -> Spec {
    Spec {
        args: &[Stream, OptionalWindow],
        named: &[("within", NamedKind::Within), ("max_held", NamedKind::Expr)],
        ..Spec::operator(op, name)
    }
}

/// An operator that sees all the values of a key in a batch.
const fn aggregate(op: Op, name: &'static str) -> Spec {
    Spec { per_batch: true, ..Spec::operator(op, name) }
}

pub(super) const ROWS: &[Spec] = &[
    Spec {
        usage: "key_by(|record: &T| -> K)",
        doc: "Gives each record a key: `record` becomes `(key, record)`.",
        args: &[Closure(1)],
        can_await: true,
        ..Spec::operator(Op::KeyBy, "key_by")
    },
    Spec {
        usage: "map_values(|value| -> T)",
        doc: "Turns the value of each pair into another and keeps the key.",
        args: &[Closure(1)],
        can_await: true,
        ..Spec::operator(Op::MapValues, "map_values")
    },
    Spec {
        usage: "flat_map_values(|value| -> impl IntoIterator)",
        doc: "Turns the value of each pair into any number of values, each with the key.",
        args: &[Closure(1)],
        can_await: true,
        ..Spec::operator(Op::FlatMapValues, "flat_map_values")
    },
    Spec {
        usage: "reduce_by_key(|a, b| -> V)",
        doc: "Combines the values of each key in a batch into one; the closure must be associative and commutative.",
        args: &[Closure(2)],
        ..aggregate(Op::ReduceByKey, "reduce_by_key")
    },
    Spec {
        usage: "group_by_key()",
        doc: "Collects the values of each key in a batch.",
        ..aggregate(Op::GroupByKey, "group_by_key")
    },
    Spec {
        usage: "count_by_key()",
        doc: "Counts the records of each key in a batch.",
        ..aggregate(Op::CountByKey, "count_by_key")
    },
    Spec {
        usage: "fold_by_key(init, |accumulator, value| -> A)",
        doc: "Folds the values of each key in a batch, from `init`; with `merge` partial results are combined before they move.",
        args: &[Expr, Closure(2)],
        named: &[("merge", NamedKind::Closure(2))],
        ..aggregate(Op::FoldByKey, "fold_by_key")
    },
    Spec {
        usage: "aggregate_by_key(init, |accumulator, value| -> A, |a, b| -> A)",
        doc: "Folds the values of each key in a batch, from `init`, and merges the partial results by the second closure.",
        args: &[Expr, Closure(2), Closure(2)],
        ..aggregate(Op::AggregateByKey, "aggregate_by_key")
    },
    Spec {
        usage: "join(stream, within = d)",
        doc: "Pairs the values that two streams have for a key, within a distance in time, a window or a batch, or a stream and a table: `(key, (left, right))`.",
        ..join(Op::Join, "join")
    },
    Spec {
        usage: "left_join(stream, within = d)",
        doc: "The join, with `None` for a right side that is missing: `(key, (left, Option<right>))`.",
        ..join(Op::LeftJoin, "left_join")
    },
    Spec {
        usage: "right_join(stream, within = d)",
        doc: "The join, with `None` for a left side that is missing: `(key, (Option<left>, right))`.",
        ..join(Op::RightJoin, "right_join")
    },
    Spec {
        usage: "full_join(stream, within = d)",
        doc: "The join, with `None` for either side that is missing: `(key, (Option<left>, Option<right>))`.",
        ..join(Op::FullJoin, "full_join")
    },
    Spec {
        usage: "cogroup(stream, fixed(length))",
        doc: "Collects the values of each key in a window or a batch from both streams: `(key, (lefts, rights))`.",
        named: &[("within", NamedKind::Within)],
        ..join(Op::Cogroup, "cogroup")
    },
    Spec {
        usage: "count()",
        doc: "The number of records in each batch.",
        per_batch: true,
        ..Spec::operator(Op::Count, "count")
    },
    Spec {
        usage: "reduce(|a, b| -> T)",
        doc: "Combines the records of each batch into one; the closure must be associative and commutative.",
        args: &[Closure(2)],
        per_batch: true,
        ..Spec::operator(Op::Reduce, "reduce")
    },
    Spec {
        usage: "count_by_value()",
        doc: "Counts equal records in each batch: `(record, count)`.",
        per_batch: true,
        ..Spec::operator(Op::CountByValue, "count_by_value")
    },
    Spec {
        usage: "top(n, by = |record: &T| -> impl Ord)",
        doc: "The `n` greatest records of each batch, greatest first.",
        args: &[Expr],
        named: &[("by", NamedKind::Closure(1))],
        per_batch: true,
        ..Spec::operator(Op::Top, "top")
    },
    Spec {
        usage: "sort_by(|record: &T| -> impl Ord)",
        doc: "Sorts the records of each batch by a key or, with two parameters, by a comparison; `descending` turns the order round.",
        args: &[ClosureEither(1, 2)],
        named: &[("descending", NamedKind::Flag)],
        per_batch: true,
        ..Spec::operator(Op::SortBy, "sort_by")
    },
    Spec {
        usage: "dedup_by(|record: &T| -> id, within = d)",
        doc: "Passes the first record of each id on; an id is forgotten `within` after its first record.",
        args: &[Closure(1)],
        named: &[("within", NamedKind::Within), ("max_ids", NamedKind::Expr)],
        required: &["within"],
        can_await: true,
        ..Spec::operator(Op::DedupBy, "dedup_by")
    },
    Spec {
        usage: "update_state_by_key(|values: Vec<V>, state: Option<S>| -> Option<S>)",
        doc: "Keeps a state for each key, updated in every batch, and gives out all of them: `(key, state)`.",
        args: &[Closure(2)],
        fallible: true,
        ..aggregate(Op::UpdateStateByKey, "update_state_by_key")
    },
    Spec {
        usage: "stateful(|key, record, state, context|, on_timer = |key, time, state, context|)",
        doc: "Keeps a state of any type for each key, with timers and any number of results.",
        args: &[Closure(4)],
        named: &[
            ("on_timer", NamedKind::Closure(4)),
            ("ttl", NamedKind::Duration),
            ("max_keys", NamedKind::Expr),
            ("max_chained_timers", NamedKind::Expr),
        ],
        ..Spec::operator(Op::Stateful, "stateful")
    },
    Spec {
        usage: "reduce_by_key_and_window(|a, b| -> V, batches(n))",
        doc: "Combines the values of each key in the last batches; with `inverse` what leaves the window is taken out again.",
        args: &[Closure(2), ArgKind::Window],
        named: &[("inverse", NamedKind::Closure(2))],
        ..aggregate(Op::ReduceByKeyAndWindow, "reduce_by_key_and_window")
    },
    Spec {
        usage: "lookup(|key| -> impl Future, cache = n)",
        doc: "Asks an outside store for each key, `concurrency` at once, and keeps `cache` answers for `ttl`: `(key, (value, answer))`.",
        args: &[Closure(1)],
        named: &[
            ("cache", NamedKind::Expr),
            ("ttl", NamedKind::Duration),
            ("concurrency", NamedKind::Expr),
            ("timeout", NamedKind::Duration),
        ],
        required: &["cache"],
        can_await: true,
        ..Spec::operator(Op::Lookup, "lookup")
    },
];
