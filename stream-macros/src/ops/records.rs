//! The rows of the operators on records: one record in, records out, no key.

use super::ArgKind::{Closure, Closures, Expr, Stream};
use super::{NamedKind, Op, Spec};

pub(super) const ROWS: &[Spec] = &[
    Spec {
        usage: "map(|record| -> T)",
        doc: "Turns each record into another.",
        args: &[Closure(1)],
        can_await: true,
        ..Spec::operator(Op::Map, "map")
    },
    Spec {
        usage: "filter(|record: &T| -> bool)",
        doc: "Keeps the records for which the closure says `true`.",
        args: &[Closure(1)],
        can_await: true,
        ..Spec::operator(Op::Filter, "filter")
    },
    Spec {
        usage: "filter_map(|record| -> Option<T>)",
        doc: "Turns each record into another, or drops it where the closure returns `None`.",
        args: &[Closure(1)],
        can_await: true,
        fallible: true,
        ..Spec::operator(Op::FilterMap, "filter_map")
    },
    Spec {
        usage: "flat_map(|record| -> impl IntoIterator)",
        doc: "Turns each record into any number of records.",
        args: &[Closure(1)],
        can_await: true,
        ..Spec::operator(Op::FlatMap, "flat_map")
    },
    Spec {
        usage: "flatten()",
        doc: "Takes records that are collections apart into their items.",
        ..Spec::operator(Op::Flatten, "flatten")
    },
    Spec {
        usage: "inspect(|record: &T|)",
        doc: "Looks at each record and passes it on.",
        args: &[Closure(1)],
        can_await: true,
        ..Spec::operator(Op::Inspect, "inspect")
    },
    Spec {
        usage: "try_map(|record| -> Result<T, E>)",
        doc: "Turns each record into another; an `Err` rejects the record, by the pipeline's error policy.",
        args: &[Closure(1)],
        can_await: true,
        fallible: true,
        ..Spec::operator(Op::TryMap, "try_map")
    },
    Spec {
        usage: "map_async(|record| -> T, concurrency = n)",
        doc: "Turns each record into another with up to `concurrency` of them waiting at once; in order unless `unordered`.",
        args: &[Closure(1)],
        named: &[
            ("concurrency", NamedKind::Expr),
            ("ordered", NamedKind::Flag),
            ("unordered", NamedKind::Flag),
            ("timeout", NamedKind::Duration),
        ],
        required: &["concurrency"],
        can_await: true,
        ..Spec::operator(Op::MapAsync, "map_async")
    },
    Spec {
        usage: "json::<T>()",
        doc: "Decodes each record, a line of JSON, into a `T`.",
        types: 0..=1,
        ..Spec::operator(Op::Json, "json")
    },
    Spec {
        usage: "csv::<T>()",
        doc: "Decodes each record, a line of CSV, into a `T`.",
        named: &[("delimiter", NamedKind::Expr)],
        types: 0..=1,
        ..Spec::operator(Op::Csv, "csv")
    },
    Spec {
        usage: "parse::<T>()",
        doc: "Parses each record, a text, into a `T` by `FromStr`.",
        types: 0..=1,
        ..Spec::operator(Op::Parse, "parse")
    },
    Spec {
        usage: "union(stream)",
        doc: "The records of both streams, which must be of one type.",
        args: &[Stream],
        ..Spec::operator(Op::Union, "union")
    },
    Spec {
        usage: "let (first, .., rest) = stream.split(|record: &T| -> bool, ..)",
        doc: "Sends each record to the branch of the first closure that says `true`, or to the last branch.",
        args: &[Closures(1)],
        can_await: true,
        ..Spec::operator(Op::Split, "split")
    },
    Spec {
        usage: "sample(fraction)",
        doc: "Keeps each record with the probability given, from 0.0 to 1.0; the same ones for the same `seed`.",
        args: &[Expr],
        named: &[("seed", NamedKind::Expr)],
        ..Spec::operator(Op::Sample, "sample")
    },
    Spec {
        usage: "distinct()",
        doc: "The first of equal records in each batch.",
        per_batch: true,
        ..Spec::operator(Op::Distinct, "distinct")
    },
    Spec {
        usage: "repartition(n)",
        doc: "Spreads the records evenly over `n` of the workers.",
        args: &[Expr],
        ..Spec::operator(Op::Repartition, "repartition")
    },
    Spec {
        usage: "transform(|batch| -> impl IntoIterator)",
        doc: "Turns a whole batch of records into another at once.",
        args: &[Closure(1)],
        per_batch: true,
        can_await: true,
        ..Spec::operator(Op::Transform, "transform")
    },
    Spec {
        usage: "apply(operator)",
        doc: "An operator of your own, given as a value.",
        args: &[Expr],
        ..Spec::operator(Op::Apply, "apply")
    },
    Spec {
        usage: "my_operator(..)",
        doc: "An operator of your own, made by a function in scope.",
        ..Spec::operator(Op::User, "your own operator")
    },
];
