//! The rows of the sinks: what may stand at the end of a chain.

use super::ArgKind::{Closure, Expr, OptionalExpr};
use super::{Op, Spec};

pub(super) const ROWS: &[Spec] = &[
    Spec {
        usage: "print()",
        doc: "Prints the first ten records of each batch, or the first `n`.",
        args: &[OptionalExpr],
        ..Spec::sink(Op::Print, "print")
    },
    Spec {
        usage: "for_each(|record|)",
        doc: "Calls the closure with each record.",
        args: &[Closure(1)],
        can_await: true,
        ..Spec::sink(Op::ForEach, "for_each")
    },
    Spec {
        usage: "for_each_batch(|records, info|)",
        doc: "Calls the closure with the records of each batch, and with the batch's number and time.",
        args: &[Closure(2)],
        can_await: true,
        ..Spec::sink(Op::ForEachBatch, "for_each_batch")
    },
    Spec {
        usage: "channel(sender)",
        doc: "Sends each record into a channel; a full channel holds the pipeline back.",
        args: &[Expr],
        ..Spec::sink(Op::Channel, "channel")
    },
    Spec {
        usage: "into_sink(sink)",
        doc: "Sends each record into any `futures::Sink`.",
        args: &[Expr],
        ..Spec::sink(Op::IntoSink, "into_sink")
    },
    Spec {
        usage: "collect(&collected)",
        doc: "Keeps the records for a test to look at, up to a bound.",
        args: &[Expr],
        ..Spec::sink(Op::Collect, "collect")
    },
    Spec {
        usage: "output::<T>()",
        doc: "Records that the host program drains out of the pipeline.",
        types: 0..=1,
        ..Spec::sink(Op::Output, "output")
    },
    Spec {
        usage: "sink(value)",
        doc: "A sink of your own, given as a value.",
        args: &[Expr],
        ..Spec::sink(Op::Sink, "sink")
    },
];
