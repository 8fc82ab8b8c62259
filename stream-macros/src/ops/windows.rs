//! The rows of event time and of windows: what makes them, and when they give out their results.

use super::ArgKind::{Closure, Duration, DurationOrZero, Expr, Window};
use super::{Kind, NamedKind, Op, Spec};

const fn windowing(op: Op, name: &'static str) -> Spec {
    Spec::bare(op, name, Kind::Windowing)
}

const fn window(op: Op, name: &'static str) -> Spec {
    Spec::bare(op, name, Kind::Window)
}

pub(super) const ROWS: &[Spec] = &[
    Spec {
        usage: "event_time(|record: &T| -> Timestamp, out_of_order = d)",
        doc: "Says when each record happened; the watermark stays `out_of_order` behind the latest time seen in a partition.",
        args: &[Closure(1)],
        named: &[
            ("out_of_order", NamedKind::DurationOrZero),
            ("idle", NamedKind::Duration),
            ("max_ahead", NamedKind::DurationOrNone),
        ],
        required: &["out_of_order"],
        can_await: true,
        ..Spec::operator(Op::EventTime, "event_time")
    },
    Spec {
        usage: "window(fixed(length))",
        doc: "Puts the records of each key into windows; an aggregate behind it says what is computed of them.",
        args: &[Window],
        named: &[("max_open", NamedKind::Expr)],
        ..windowing(Op::Window, "window")
    },
    Spec {
        usage: "running()",
        doc: "Puts the records of each key into one window that never ends; its state stays, unless `ttl` or `max_keys` bounds it.",
        named: &[("ttl", NamedKind::Duration), ("max_keys", NamedKind::Expr)],
        ..windowing(Op::Running, "running")
    },
    Spec {
        usage: "emit(on_close)",
        doc: "When results come out: once a window closes, `on_update` in each batch that changed them, `complete` all in each batch, or early `every = d`.",
        named: &[
            ("on_close", NamedKind::Flag),
            ("on_update", NamedKind::Flag),
            ("complete", NamedKind::Flag),
            ("every", NamedKind::Duration),
        ],
        ..windowing(Op::Emit, "emit")
    },
    Spec {
        usage: "allowed_lateness(d)",
        doc: "Keeps a window open for records that come up to `d` after the watermark has passed its end; it then fires again.",
        args: &[DurationOrZero],
        ..windowing(Op::AllowedLateness, "allowed_lateness")
    },
    Spec {
        usage: "late()",
        doc: "The records that came too late for every window, as a stream of their own: `(key, value)`.",
        ..Spec::operator(Op::Late, "late")
    },
    Spec {
        usage: "fixed(length)",
        doc: "Windows of one length side by side, aligned to the Unix epoch plus `offset`.",
        args: &[Duration],
        named: &[("offset", NamedKind::DurationOrZero)],
        ..window(Op::Fixed, "fixed")
    },
    Spec {
        usage: "sliding(length, every = d)",
        doc: "Windows of one length, one every `d`; each record is in all that cover it.",
        args: &[Duration],
        named: &[("every", NamedKind::Duration), ("offset", NamedKind::DurationOrZero)],
        required: &["every"],
        ..window(Op::Sliding, "sliding")
    },
    Spec {
        usage: "session(gap = d)",
        doc: "Windows of activity: a record opens `[t, t + gap)`, and windows of a key that overlap or touch become one.",
        named: &[("gap", NamedKind::Duration)],
        required: &["gap"],
        ..window(Op::Session, "session")
    },
    Spec {
        usage: "count(n)",
        doc: "Windows of `n` records of a key, one after the other, or the last `n` at each `every`.",
        args: &[Expr],
        named: &[("every", NamedKind::Expr)],
        ..window(Op::CountWindow, "count")
    },
    Spec {
        usage: "batches(n)",
        doc: "The last `n` batches, after each batch or each `every` of them; the first windows are partial.",
        args: &[Expr],
        named: &[("every", NamedKind::Expr)],
        per_batch: true,
        ..window(Op::Batches, "batches")
    },
];
