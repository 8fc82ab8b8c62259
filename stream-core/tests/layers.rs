//! Who may import whom: a module names modules of lower layers only, never its own or a higher one.
//!
//! It reads the sources as text: every `crate::name` outside comments and tests. A new module has to be given a layer here.

use std::fs;
use std::path::{Path, PathBuf};

/// The layers from the lowest up. The modules of a layer do not know of each other.
const LAYERS: &[&[&str]] = &[
    &["time"],
    &["record"],
    &["error"],
    &["source", "exchange", "state"],
    &["stage", "sink"],
    &["keyed"],
    &["window"],
    &["join", "stateful"],
    &["run"],
    &["private"],
    &["harness"],
    &["lib"],
];

#[test]
fn modules_import_lower_layers_only() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut breaches = Vec::new();
    let mut imports = 0;
    for file in rust_files(&sources) {
        let text = fs::read_to_string(&file).expect("a source file can be read");
        let from = module_of(file.strip_prefix(&sources).expect("the file is in the folder"));
        for name in imported(&text) {
            imports += 1;
            if name != from && layer(&name) >= layer(&from) {
                breaches.push(format!("{}: `{from}` imports `{name}`", file.display()));
            }
        }
    }
    assert!(imports > 50, "only {imports} imports were found: the sources are not read as they should be");
    assert!(breaches.is_empty(), "imports upwards or sideways:\n{}", breaches.join("\n"));
}

#[test]
fn only_run_spawns() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let spawning: Vec<_> = rust_files(&sources)
        .into_iter()
        .filter(|file| code(&fs::read_to_string(file).expect("a source file can be read")).any(spawns))
        .map(|file| module_of(file.strip_prefix(&sources).expect("the file is in the folder")))
        .collect();
    assert!(!spawning.is_empty(), "the supervisor's spawn was not found");
    assert!(spawning.iter().all(|module| module == "run"), "a task is spawned in {spawning:?}");
}

#[test]
fn a_breach_is_found_in_every_form_of_import() {
    assert_eq!(imported("use crate::run::Trigger;"), ["run"]);
    assert_eq!(
        imported("use crate::{error::Error, time::{Clock, Timestamp}, sink};"),
        ["error", "time", "sink"]
    );
    assert_eq!(imported("let x = crate::keyed::Table::new(); // crate::run"), ["keyed"]);
    assert!(imported("//! [`Trigger`](crate::run::Trigger)").is_empty());
    assert!(imported("#[cfg(test)]\nmod tests {\n    use crate::run::Trigger;\n}").is_empty());
    assert_eq!(module_of(Path::new("keyed/table.rs")), "keyed");
    assert_eq!(module_of(Path::new("error.rs")), "error");
}

fn layer(module: &str) -> usize {
    let place = LAYERS.iter().position(|layer| layer.contains(&module));
    place.unwrap_or_else(|| panic!("`{module}` has no layer: give it one in `LAYERS`"))
}

/// The module at the root of the crate that `file` belongs to.
fn module_of(file: &Path) -> String {
    let first = file.components().next().expect("a path is not empty");
    first.as_os_str().to_string_lossy().trim_end_matches(".rs").to_owned()
}

/// All source files under `folder`, tests excepted.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder can be read") {
        let path = entry.expect("the folder can be read").path();
        let stem = path.file_stem().expect("an entry has a name").to_string_lossy().into_owned();
        if ["tests", "testing"].contains(&stem.as_str()) {
            continue;
        }
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// The lines of code, without comments and without the tests at the end.
fn code(text: &str) -> impl Iterator<Item = &str> {
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    text.lines().map(|line| line.split("//").next().unwrap_or_default())
}

fn spawns(line: &str) -> bool {
    [".spawn(", "::spawn(", "spawn_blocking("].iter().any(|call| line.contains(call))
}

/// The modules at the root of the crate that `text` names.
fn imported(text: &str) -> Vec<String> {
    let code = code(text).collect::<Vec<_>>().join("\n");
    let mut names = Vec::new();
    for (at, found) in code.match_indices("crate::") {
        let after = &code[at + found.len()..];
        if code[..at].ends_with(|before: char| before == '$' || before.is_alphanumeric()) {
            continue;
        }
        match after.strip_prefix('{') {
            Some(list) => names.extend(heads(list)),
            None => names.extend(head(after)),
        }
    }
    names.retain(|name| name.starts_with(char::is_lowercase));
    names
}

/// The first word of each item of an import list that is open.
fn heads(list: &str) -> Vec<String> {
    let mut depth = 0;
    let mut names: Vec<_> = head(list).into_iter().collect();
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => names.extend(head(&list[at + 1..])),
            _ => {}
        }
    }
    names
}

fn head(text: &str) -> Option<String> {
    let name: String = text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (!name.is_empty()).then_some(name)
}
