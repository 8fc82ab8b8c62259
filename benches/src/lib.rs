//! Every measured pipeline beside its hand-written twin: the same input, results asserted equal, and a table of what each
//! must reach.
//!
//! `cargo bench -p stream-benches` prints the table; `-- check` measures only what is the same on a busy machine
//! (instructions, allocations, lines of expansion) on smaller inputs, and fails where a figure is beyond its bound;
//! `-- table NAME..` prints only the rows of those names.

mod case;
mod events;
mod fx;
mod measure;
mod rows;
mod table;
mod text;

use std::process::ExitCode;

use measure::{Scale, Side};
use rows::{GROUPS, Group};

/// The program: the first of its arguments says what to do.
pub fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        [] => print(Scale::Table, |_| true),
        ["table", names @ ..] => print(Scale::Table, |group| names.contains(&group.name)),
        ["check"] => print(Scale::Check, |group| group.counts),
        ["check", names @ ..] => print(Scale::Check, |group| group.counts && names.contains(&group.name)),
        [arg] if rows::first_record::ARGS.contains(arg) => {
            rows::first_record::child(arg);
            ExitCode::SUCCESS
        }
        [how, case, side, size] => run_side(how, case, side, size),
        _ => usage(),
    }
}

fn usage() -> ExitCode {
    let names: Vec<_> = GROUPS.iter().map(|group| group.name).collect();
    eprintln!("usage: table | check [NAME..]\nnames: {}", names.join(" "));
    ExitCode::FAILURE
}

/// Prints the rows of the groups that are asked for, each as soon as it is known.
fn print(scale: Scale, asked: impl Fn(&Group) -> bool) -> ExitCode {
    let mut allowed = true;
    println!("{}", table::HEAD);
    for group in GROUPS.iter().filter(|group| asked(group)) {
        for row in (group.rows)(scale) {
            println!("{row}");
            allowed &= row.is_allowed();
        }
    }
    if allowed { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// One side of a case in this process: prints its result and the figure that is asked for.
fn run_side(how: &str, case: &str, side: &str, size: &str) -> ExitCode {
    let found = rows::cases().find(|known| known.name == case);
    let (Some(case), Some(side), Ok(size)) = (found, Side::named(side), size.parse()) else { return usage() };
    let work = case.prepare(side, size);
    let (result, figure) = match how {
        "run" => (measure::measured(work), 0),
        "time" => measure::timed(work),
        "allocations" => measure::counted(work),
        "peak" => measure::held(work),
        _ => return usage(),
    };
    println!("{result} {figure}");
    ExitCode::SUCCESS
}
