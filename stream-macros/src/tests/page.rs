//! The page of operators against the table: what a reader is told is what the macro takes.

use std::collections::BTreeMap;

use crate::ops::{Spec, named_rows};

const PAGE: &str = include_str!("../../../docs/operators.md");

/// One row of the page: its usage and its cells, marks last.
struct Row {
    usage: String,
    text: String,
    batch: String,
    waits: String,
}

/// The rows of the page's tables that have a usage and both marks.
fn rows() -> impl Iterator<Item = Row> {
    PAGE.lines().filter(|line| line.starts_with("| `")).filter_map(|line| {
        let line = line.replace("\\|", "\u{0}");
        let cells: Vec<_> =
            line.trim_matches('|').split('|').map(|cell| cell.trim().replace('\u{0}', "|")).collect();
        let [usage, meaning, bounds, batch, waits] = cells.as_slice() else { return None };
        let usage = usage.trim_matches('`').to_owned();
        let text = format!("{usage} {meaning} {bounds}");
        Some(Row { usage, text, batch: batch.clone(), waits: waits.clone() })
    })
}

fn waits(row: &Spec) -> &'static str {
    match (row.can_await, row.fallible) {
        (true, true) => "own",
        (true, false) => "yes",
        (false, _) => "",
    }
}

#[test]
fn the_page_has_every_row_of_the_table_and_no_other() {
    let page: BTreeMap<String, Row> = rows().map(|row| (row.usage.clone(), row)).collect();
    for row in named_rows() {
        let told = page.get(row.usage).unwrap_or_else(|| panic!("docs/operators.md lacks `{}`", row.usage));
        assert_eq!(told.batch, if row.per_batch { "yes" } else { "no" }, "batch, of `{}`", row.name);
        assert_eq!(told.waits, waits(row), "`?` and `.await`, of `{}`", row.name);
        for (name, _) in row.named {
            let named = told.text.contains(&format!("`{name}`")) || told.text.contains(&format!("{name} ="));
            assert!(named, "docs/operators.md does not tell of `{name}` of `{}`", row.name);
        }
    }
    let usages: Vec<_> = named_rows().map(|row| row.usage).collect();
    for usage in page.keys() {
        assert!(usages.contains(&usage.as_str()), "docs/operators.md has `{usage}`, which is no row");
    }
    assert_eq!(rows().count(), usages.len(), "a row stands twice");
}
