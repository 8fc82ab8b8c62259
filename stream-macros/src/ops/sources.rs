//! The rows of the sources: what may stand at the head of a chain.

use super::ArgKind::Expr;
use super::NamedKind::{DurationOrZero, Switch};
use super::{NamedKind, Op, Spec};

const RETRIES: (&str, NamedKind) = ("max_retries", NamedKind::Expr);
const BACKOFF: (&str, NamedKind) = ("max_backoff", NamedKind::Duration);
const MAX_LINE: (&str, NamedKind) = ("max_line", NamedKind::Expr);
const EXISTING: (&str, NamedKind) = ("existing", Switch);
const SETTLE: (&str, NamedKind) = ("settle", DurationOrZero);
const POLL: (&str, NamedKind) = ("poll", DurationOrZero);

pub(super) const ROWS: &[Spec] = &[
    Spec {
        usage: "socket_text(\"host:port\")",
        doc: "Connects to the address and lends each line of UTF-8 text it sends, as `&str`. Reconnects with back-off.",
        args: &[Expr],
        named: &[MAX_LINE, RETRIES, BACKOFF],
        ..Spec::source(Op::SocketText, "socket_text")
    },
    Spec {
        usage: "socket_raw(\"host:port\")",
        doc: "Connects to the address and lends each length-delimited block (u32, big-endian) it sends, as `&[u8]`.",
        args: &[Expr],
        named: &[("max_block", NamedKind::Expr), RETRIES, BACKOFF],
        ..Spec::source(Op::SocketRaw, "socket_raw")
    },
    Spec {
        usage: "text_files(folder)",
        doc: "Lends the lines, as `&str`, of every file that appears in `folder` after the start; with `existing` also of those already there.",
        args: &[Expr],
        named: &[EXISTING, SETTLE, POLL, ("follow", Switch), MAX_LINE],
        ..Spec::source(Op::TextFiles, "text_files")
    },
    Spec {
        usage: "files(folder, decoder)",
        doc: "Reads every file that appears in `folder` with the decoder given; with `existing` also those already there.",
        args: &[Expr, Expr],
        named: &[EXISTING, SETTLE, POLL],
        ..Spec::source(Op::Files, "files")
    },
    Spec {
        usage: "binary_records(folder, length)",
        doc: "Lends records of exactly `length` bytes, as `&[u8]`, from every file that appears in `folder`.",
        args: &[Expr, Expr],
        named: &[EXISTING, SETTLE, POLL],
        ..Spec::source(Op::BinaryRecords, "binary_records")
    },
    Spec {
        usage: "queue(batches)",
        doc: "Takes one batch of the iterator per micro-batch, or everything in one with `all_at_once`; for tests.",
        args: &[Expr],
        named: &[("all_at_once", Switch)],
        ..Spec::source(Op::Queue, "queue")
    },
    Spec {
        usage: "from_iter(iterator)",
        doc: "The items of any iterator as records.",
        args: &[Expr],
        ..Spec::source(Op::FromIter, "from_iter")
    },
    Spec {
        usage: "from_partitions(iterators)",
        doc: "Reads several iterators side by side, each a partition with an order and a watermark of its own.",
        args: &[Expr],
        ..Spec::source(Op::FromPartitions, "from_partitions")
    },
    Spec {
        usage: "from_stream(stream)",
        doc: "The items of any `futures::Stream` as records; back-pressure reaches the producer.",
        args: &[Expr],
        ..Spec::source(Op::FromStream, "from_stream")
    },
    Spec {
        usage: "input::<T>()",
        doc: "Records that the host program feeds into the pipeline.",
        types: 1..=1,
        ..Spec::source(Op::Input, "input")
    },
    Spec {
        usage: "rate(per_second)",
        doc: "A deterministic test source: `(Timestamp, u64)` records, so many per second.",
        args: &[Expr],
        ..Spec::source(Op::Rate, "rate")
    },
    Spec {
        usage: "source(value)",
        doc: "A source of your own, given as a value.",
        args: &[Expr],
        ..Spec::source(Op::Source, "source")
    },
    Spec {
        usage: "my_source(..)",
        doc: "A source of your own, made by a function in scope.",
        ..Spec::source(Op::UserSource, "your own source")
    },
];
