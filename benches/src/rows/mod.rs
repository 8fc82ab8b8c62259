//! The rows of the table: each file holds the pipelines of a row, their twins, and what they must reach.

#[allow(dead_code, reason = "the build script uses the rest")]
mod chain_text;
mod chains;
mod compile;
mod embedded;
mod faster_words;
mod files;
pub(crate) mod first_record;
mod socket;
mod time;
mod union;
mod words;
mod workers;

use crate::case::Case;
use crate::measure::Scale;
use crate::table::Row;

/// All cases, by name.
pub(crate) fn cases() -> impl Iterator<Item = &'static Case> {
    let all: [&[Case]; 7] = [
        &chains::CASES,
        &words::CASES,
        &faster_words::CASES,
        &files::CASES,
        &union::CASES,
        &workers::CASES,
        &embedded::CASES,
    ];
    all.into_iter().flatten().chain(time::cases())
}

/// A row or several that belong together.
pub(crate) struct Group {
    pub(crate) name: &'static str,
    pub(crate) rows: fn(Scale) -> Vec<Row>,
    /// Measures counts, which are the same on a busy machine.
    pub(crate) counts: bool,
}

/// The groups, in the order of the table.
pub(crate) const GROUPS: [Group; 18] = [
    Group { name: "chains", rows: chains::rows, counts: true },
    Group { name: "compile", rows: compile::rows, counts: true },
    Group { name: "words", rows: words::rows, counts: true },
    Group { name: "faster-words", rows: faster_words::rows, counts: true },
    Group { name: "files", rows: files::rows, counts: true },
    Group { name: "union", rows: union::rows, counts: true },
    Group { name: "workers", rows: workers::rows, counts: false },
    Group { name: "socket", rows: socket::rows, counts: false },
    Group { name: "embedded", rows: embedded::rows, counts: true },
    Group { name: "first-record", rows: first_record::rows, counts: false },
    Group { name: "fixed", rows: time::fixed, counts: true },
    Group { name: "sliding", rows: time::sliding, counts: true },
    Group { name: "sessions", rows: time::sessions, counts: true },
    Group { name: "static-join", rows: time::static_join, counts: true },
    Group { name: "stream-join", rows: time::stream_join, counts: true },
    Group { name: "dedup", rows: time::dedup, counts: true },
    Group { name: "quiet", rows: time::quiet, counts: true },
    Group { name: "fixed-workers", rows: time::two_workers, counts: false },
];
