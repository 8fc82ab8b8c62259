//! Programs with mistakes, and all that is said of each: one error per mistake, at the user's token.
//!
//! A file of cases holds programs, each in a line that begins with `>`, and below each what is said of it: place, the
//! tokens underlined, the fact, and the hint. With `UPDATE_EXPECT=1` what is said is written anew.

use std::collections::BTreeSet;

use expect_test::expect_file;

use super::door::{report, understand};
use crate::error;

const FILES: [&str; 8] = [
    include_str!("cases/syntax.txt"),
    include_str!("cases/names.txt"),
    include_str!("cases/places.txt"),
    include_str!("cases/arguments.txt"),
    include_str!("cases/durations.txt"),
    include_str!("cases/bodies.txt"),
    include_str!("cases/windows.txt"),
    include_str!("cases/joins.txt"),
];

#[test]
fn each_mistake_is_one_error_at_its_place() {
    let files = [
        expect_file!["cases/syntax.txt"],
        expect_file!["cases/names.txt"],
        expect_file!["cases/places.txt"],
        expect_file!["cases/arguments.txt"],
        expect_file!["cases/durations.txt"],
        expect_file!["cases/bodies.txt"],
        expect_file!["cases/windows.txt"],
        expect_file!["cases/joins.txt"],
    ];
    for (expect, file) in files.iter().zip(FILES) {
        let text: Vec<_> = programs(file).map(say).collect();
        expect.assert_eq(&text.join("\n"));
    }
}

#[test]
fn each_message_is_reached() {
    let mut missing: BTreeSet<_> = error::ALL.iter().map(|message| message.name).collect();
    for program in all() {
        for error in understand(program).1.iter() {
            missing.remove(error.message.name);
        }
    }
    assert_eq!(missing, BTreeSet::new());
}

#[test]
fn each_message_is_a_fact_and_a_hint_with_nothing_left_open() {
    for program in all() {
        for error in understand(program).1.iter() {
            let text = error.error.to_string();
            let (fact, hint) = text.split_once("\n\n  = help: ").expect("a fact and a hint");
            for part in [fact, hint] {
                assert!(!part.is_empty() && !part.ends_with('.') && !part.contains("{}"), "{text}");
                assert!(!part.starts_with(char::is_uppercase), "{text}");
            }
        }
    }
}

/// The programs of all the files.
pub(super) fn all() -> impl Iterator<Item = &'static str> {
    FILES.into_iter().flat_map(programs)
}

/// The programs in a file of cases.
fn programs(file: &'static str) -> impl Iterator<Item = &'static str> {
    file.lines().filter_map(|line| line.strip_prefix('>')).map(str::trim)
}

fn say(program: &str) -> String {
    format!("> {program}\n{}", report(&understand(program).1)).replace("> \n", ">\n")
}
