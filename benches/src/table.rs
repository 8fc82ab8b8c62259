//! The table: what each bench must reach, and what it reaches.

use std::fmt;

/// What a figure must not be above (or below, where more is better).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bound {
    /// What it must reach.
    target: f64,
    /// What it is held to meanwhile: the target, or a little above what it reaches.
    held: f64,
    at_least: bool,
}

impl Bound {
    /// The figure is to stay within `target`.
    pub(crate) const fn met(target: f64) -> Self {
        Bound { target, held: target, at_least: false }
    }

    /// The figure is beyond `target`, and held to `held`, a little above what it reaches.
    pub(crate) const fn missed(target: f64, held: f64) -> Self {
        Bound { target, held, at_least: false }
    }

    /// The figure is to be `target` or more.
    pub(crate) const fn at_least(target: f64) -> Self {
        Bound { target, held: target, at_least: true }
    }

    fn allows(self, limit: f64, figure: f64) -> bool {
        if self.at_least { figure >= limit } else { figure <= limit }
    }
}

/// How a row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Held,
    /// Beyond its target, and within what it is held to.
    Missed,
    /// Beyond what it is held to.
    Worse,
    Skipped,
}

/// A row of the table.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    bench: String,
    must: String,
    measured: String,
    twin: String,
    verdict: Verdict,
}

impl Row {
    /// A row whose figure is a ratio to the twin's.
    pub(crate) fn ratio(bench: String, bound: Bound, ratio: f64) -> Self {
        Row::figure(bench, bound, ratio, |ratio| format!("{} ×", (ratio * 1e3).round() / 1e3))
    }

    /// A row whose figure is a number of `unit`.
    pub(crate) fn number(bench: String, bound: Bound, number: f64, unit: &str) -> Self {
        Row::figure(bench, bound, number, |number| format!("{} {unit}", (number * 1e2).round() / 1e2))
    }

    fn figure(bench: String, bound: Bound, figure: f64, write: impl Fn(f64) -> String) -> Self {
        let than = if bound.at_least { "≥" } else { "≤" };
        let verdict = match (bound.allows(bound.target, figure), bound.allows(bound.held, figure)) {
            (true, _) => Verdict::Held,
            (false, true) => Verdict::Missed,
            (false, false) => Verdict::Worse,
        };
        let must = format!("{than} {}", write(bound.target));
        Row { bench, must, measured: write(figure), twin: String::from("–"), verdict }
    }

    /// A row that could not be measured.
    pub(crate) fn skipped(bench: String, bound: Bound, why: &str) -> Self {
        let must = bound.target.to_string();
        Row { bench, must, measured: why.to_owned(), twin: String::from("–"), verdict: Verdict::Skipped }
    }

    /// The same, with the twin's own figure.
    pub(crate) fn twin(self, twin: String) -> Self {
        Row { twin, ..self }
    }

    /// The same, with the least and the largest that were measured.
    pub(crate) fn spread(mut self, (least, largest): (f64, f64)) -> Self {
        self.measured += &format!(" ({least:.3} to {largest:.3})");
        self
    }

    /// Whether the figure is within what it is held to.
    pub(crate) fn is_allowed(&self) -> bool {
        self.verdict != Verdict::Worse
    }
}

/// The head of the table.
pub(crate) const HEAD: &str = "| bench | must reach | measured | twin | |\n|---|---|---|---|---|";

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdict = match self.verdict {
            Verdict::Held => "held",
            Verdict::Missed => "MISSED",
            Verdict::Worse => "WORSE",
            Verdict::Skipped => "skipped",
        };
        write!(f, "| {} | {} | {} | {} | {verdict} |", self.bench, self.must, self.measured, self.twin)
    }
}
