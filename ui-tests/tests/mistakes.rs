//! The table of mistakes names cases that exist, says what says so of all 101 programs, and counts them rightly.

use std::fs;
use std::path::Path;

const PROGRAMS: usize = 101;

/// The cells of the rows of the table with as many columns, without those of its head.
fn rows(table: &str, columns: usize) -> Vec<Vec<&str>> {
    let rows = table.lines().filter_map(|line| line.strip_prefix("| ")?.strip_suffix(" |"));
    let rows = rows.map(|row| row.split(" | ").collect::<Vec<_>>());
    rows.filter(|row| row.len() == columns && !["here", "program"].contains(&row[0])).collect()
}

fn table() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/mistakes.md");
    fs::read_to_string(path).expect("the table of mistakes")
}

#[test]
fn each_program_has_its_row() {
    let table = table();
    let programs = rows(&table, 4);
    assert_eq!(programs.len(), PROGRAMS);
    for (number, row) in (1..).zip(programs) {
        assert!(row[0].starts_with(&format!("{number}. ")), "{row:?}");
    }
}

#[test]
fn what_the_compiler_says_has_a_case() {
    for row in rows(&table(), 4).iter().filter(|row| row[2] == "the compiler") {
        let case = row[3].split('`').nth(1).unwrap_or_default();
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fail").join(case);
        assert!(path.with_extension("rs").is_file(), "{row:?} names no case");
        assert!(path.with_extension("stderr").is_file(), "{row:?} names a case that says nothing");
    }
}

#[test]
fn the_programs_are_counted_by_what_says_so() {
    let table = table();
    for sum in rows(&table, 3) {
        let counted = rows(&table, 4).iter().filter(|row| row[2] == sum[0]).count();
        assert_eq!(sum[1], counted.to_string(), "{}", sum[0]);
    }
}
