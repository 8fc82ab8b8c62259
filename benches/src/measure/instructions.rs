//! Instruction counts, under callgrind.

use std::hint::black_box;
use std::process::Command;

use super::{Side, run_side, this_program};
use crate::case::Work;

/// Does the work. Callgrind counts what happens in here, and nothing of what prepared it.
#[inline(never)]
pub(crate) fn measured(work: Work) -> u64 {
    black_box(work())
}

/// The instructions of the pipeline and of its twin for each unit of the input: what `sizes.1` of it costs more than
/// `sizes.0`. `None` where there is no valgrind.
pub(crate) fn instructions(case: &str, sizes: (u64, u64)) -> Option<[f64; 2]> {
    let (small, large) = (count(case, sizes.0)?, count(case, sizes.1)?);
    let units = (sizes.1 - sizes.0) as f64;
    Some([0, 1].map(|side| large[side].saturating_sub(small[side]) as f64 / units))
}

fn count(case: &str, size: u64) -> Option<[u64; 2]> {
    Command::new("valgrind").arg("--version").output().ok()?;
    let counts = Side::BOTH.map(|side| {
        let mut command = Command::new("valgrind");
        command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null", "--toggle-collect=*::measured"]);
        command.arg(this_program());
        let (result, errors) = run_side(command, "run", case, side, size);
        let collected = errors.lines().find_map(|line| line.split_once("Collected :"));
        let collected = collected.and_then(|(_, count)| count.trim().parse().ok());
        (result, collected.unwrap_or_else(|| panic!("callgrind says no count: {errors}")))
    });
    assert_eq!(counts[0].0, counts[1].0, "the pipeline and the twin of `{case}` differ");
    Some([counts[0].1, counts[1].1])
}
