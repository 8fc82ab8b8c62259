//! Measuring: one side of a case runs in a process of its own, which this program starts of itself.

mod allocations;
mod instructions;
mod wall;

use std::process::{Command, Stdio};

pub(crate) use allocations::{allocations, counted, held, peak};
pub(crate) use instructions::{instructions, measured};
pub(crate) use wall::{Walls, median, ratios, timed, times, walls};

/// How large the inputs are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scale {
    /// Small ones, for counts that do not depend on it.
    Check,
    /// Those of the table.
    Table,
}

impl Scale {
    /// The value for this scale.
    pub(crate) fn pick<T>(self, check: T, table: T) -> T {
        if self == Scale::Check { check } else { table }
    }
}

/// One side of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Pipeline,
    Twin,
}

impl Side {
    pub(crate) const BOTH: [Side; 2] = [Side::Pipeline, Side::Twin];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Side::Pipeline => "pipeline",
            Side::Twin => "twin",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Side> {
        Side::BOTH.into_iter().find(|side| side.name() == name)
    }
}

/// This program.
pub(crate) fn this_program() -> std::path::PathBuf {
    std::env::current_exe().expect("this program has a path")
}

/// Runs `command` on a side of a case: the words that it prints, and what it says beside them.
///
/// # Panics
/// It fails.
fn run_side(mut command: Command, how: &str, case: &str, side: Side, size: u64) -> (Vec<u64>, String) {
    command.args([how, case, side.name(), &size.to_string()]);
    let output = command.stdin(Stdio::null()).output().expect("the program can be started");
    let (said, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?} fails: {said}{errors}");
    let numbers = said.split_whitespace().map(|word| word.parse().expect("a side prints numbers"));
    (numbers.collect(), errors.into_owned())
}

/// Runs both sides of a case, one after the other, and makes sure that their results are equal. A side prints its result,
/// then a figure.
fn run_both(how: &str, case: &str, size: u64) -> [u64; 2] {
    let ran = Side::BOTH.map(|side| run_side(Command::new(this_program()), how, case, side, size).0);
    assert_eq!(ran[0][0], ran[1][0], "the pipeline and the twin of `{case}` differ");
    ran.map(|numbers| numbers[1])
}
