//! What holds for the text of every error: each message of the macro is reached, says a fact and a hint at the user's own
//! token, and no text shows a name of generated code.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

mod messages;

use messages::Message;

/// A mistaken program and what the compiler says of it.
struct Case {
    path: PathBuf,
    program: String,
    said: String,
}

fn cases() -> Vec<Case> {
    let fail = Path::new(env!("CARGO_MANIFEST_DIR")).join("fail");
    let mut cases = Vec::new();
    for phase in entries(&fail) {
        for path in entries(&phase).into_iter().filter(|path| path.extension().is_some_and(|e| e == "rs")) {
            let said = fs::read_to_string(path.with_extension("stderr"));
            let said = said.unwrap_or_else(|_| panic!("{} has no .stderr", path.display()));
            let program = fs::read_to_string(&path).expect("a case is text");
            cases.push(Case { path, program, said });
        }
    }
    cases
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder of the cases");
    let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

/// The errors and warnings in what the compiler said, each from its first line on.
fn diagnostics(said: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for line in said.lines() {
        let begins = line.starts_with("error") || line.starts_with("warning");
        if begins || all.is_empty() {
            all.push(String::new());
        }
        let last = all.last_mut().expect("one was pushed");
        last.push_str(line);
        last.push('\n');
    }
    all
}

/// The message that the macro said, if it was the macro: the one that leaves least open of those that fit.
fn message_of<'m>(diagnostic: &str, messages: &'m [Message]) -> Option<&'m Message> {
    messages.iter().filter(|message| message.fits(diagnostic)).max_by_key(|message| message.said())
}

#[test]
fn each_message_is_reached_by_a_case() {
    let messages = messages::all();
    let mut missing: BTreeSet<_> = messages.iter().map(|message| message.name.as_str()).collect();
    for case in cases() {
        for diagnostic in diagnostics(&case.said) {
            if let Some(message) = message_of(&diagnostic, &messages) {
                missing.remove(message.name.as_str());
            }
        }
    }
    assert_eq!(missing, BTreeSet::new());
}

#[test]
fn each_error_of_the_macro_is_a_message_with_a_hint_at_a_token() {
    let messages = messages::all();
    for case in cases() {
        for diagnostic in diagnostics(&case.said) {
            // The compiler's own errors have a number, or are about what may cross to another thread.
            if !diagnostic.starts_with("error: ") || diagnostic.contains("cannot be sent between threads") {
                continue;
            }
            let of = case.path.display();
            let message = message_of(&diagnostic, &messages);
            assert!(message.is_some(), "{of} says what is no message of the macro:\n{diagnostic}");
            assert!(diagnostic.contains("  = help: "), "{of} has no hint:\n{diagnostic}");
            let underlines = |line: &&str| line.trim_start().starts_with('|') && line.contains('^');
            let carets = diagnostic.lines().filter(underlines).count();
            assert_eq!(carets, 1, "{of} underlines more than a place:\n{diagnostic}");
        }
    }
}

/// Mistakes that the compiler reports twice, for the expansion holds the user's tokens twice or asks two things of them.
const REPORTED_TWICE: [&str; 3] = [
    // The closure and the future that it makes are both asked to be `Send`.
    "boxed_capture_not_send",
    // A fold without a merge is expanded where records come and where the values of other workers do.
    "fold_by_key_returns_another_type",
    // A chunk that is kept neither lives long enough nor lets the next be read.
    "for_each_keeps_lent_records",
];

#[test]
fn one_mistake_is_one_error() {
    let cases = cases();
    let of_one = cases.iter().filter(|case| !case.path.parent().is_some_and(|of| of.ends_with("several")));
    let errors =
        |case: &&Case| diagnostics(&case.said).iter().filter(|text| text.starts_with("error")).count();
    let with_more: Vec<_> = of_one
        .filter(|case| errors(case) != 1)
        .filter_map(|case| case.path.file_stem().and_then(|name| name.to_str()))
        .collect();
    assert_eq!(with_more, REPORTED_TWICE, "more errors than mistakes");
}

#[test]
fn nothing_is_said_behind_an_error() {
    for Case { path, said, .. } in cases() {
        for follow_up in ["warning", "cannot find value `item", "cannot find crate"] {
            assert!(!said.contains(follow_up), "{} says {follow_up}:\n{said}", path.display());
        }
    }
}

#[test]
fn no_generated_or_private_name_is_shown() {
    for Case { path, program, said } in cases() {
        for word in said.split(|letter: char| !letter.is_alphanumeric() && letter != '_') {
            let generated = word.contains("__") && !word.chars().all(|letter| letter == '_');
            assert!(!generated || program.contains(word), "{} shows {word}", path.display());
        }
    }
}

#[test]
fn there_are_enough_cases() {
    assert!(cases().len() >= 100);
}
