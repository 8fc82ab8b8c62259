//! The page of operators against the table: what a reader is told is what the macro takes.

use std::collections::BTreeMap;

use crate::ops::{Kind, NamedKind, Spec, named_rows};

const PAGE: &str = include_str!("../../../docs/operators.md");

/// The sections with rows of the table, each with what stands in it: a name may be an operator, a window and an aggregate.
const SECTIONS: [(&str, &[Kind]); 8] = [
    ("Sources", &[Kind::Source]),
    ("Operators on records", &[Kind::Operator]),
    ("Operators by key, and over a batch", &[Kind::Operator]),
    ("Event time and windows", &[Kind::Operator, Kind::Windowing]),
    ("Kinds of windows", &[Kind::Window]),
    ("Aggregates", &[Kind::Aggregate]),
    ("State that lasts, and joins", &[Kind::Operator]),
    ("Sinks", &[Kind::Sink]),
];

/// One row of the page: where it stands, its usage and its cells, marks last.
struct Row {
    kinds: &'static [Kind],
    usage: String,
    text: String,
    batch: String,
    waits: String,
}

/// The rows of the page's tables that have a usage and both marks.
fn rows() -> Vec<Row> {
    let mut kinds: &[Kind] = &[];
    let mut rows = Vec::new();
    for line in PAGE.lines() {
        if let Some(heading) = line.strip_prefix('#') {
            let heading = heading.trim_matches(['#', ' ']);
            kinds = SECTIONS.iter().find(|(name, _)| *name == heading).map_or(&[], |(_, kinds)| kinds);
        } else if line.starts_with("| `") {
            rows.extend(row(line, kinds));
        }
    }
    rows
}

fn row(line: &str, kinds: &'static [Kind]) -> Option<Row> {
    let line = line.replace("\\|", "\u{0}");
    let cells: Vec<_> =
        line.trim_matches('|').split('|').map(|cell| cell.trim().replace('\u{0}', "|")).collect();
    let [usage, meaning, bounds, batch, waits] = cells.as_slice() else { return None };
    let usage = usage.trim_matches('`').to_owned();
    let text = format!("{usage} {meaning} {bounds}");
    Some(Row { kinds, usage, text, batch: batch.clone(), waits: waits.clone() })
}

fn batch(row: &Spec) -> &'static str {
    let by_within = row.named.contains(&("within", NamedKind::Within)) && row.required.is_empty();
    match (row.per_batch, by_within) {
        (true, _) => "yes",
        (false, true) => "by `within`",
        (false, false) => "no",
    }
}

fn waits(row: &Spec) -> &'static str {
    match (row.can_await, row.fallible) {
        (true, true) => "own",
        (true, false) => "yes",
        (false, true) => "own `?`",
        (false, false) => "",
    }
}

#[test]
fn the_page_has_every_row_of_the_table_and_no_other() {
    let page = rows();
    let mut told_of: BTreeMap<usize, &str> = BTreeMap::new();
    for row in named_rows() {
        let at = page.iter().position(|told| told.usage == row.usage && told.kinds.contains(&row.kind));
        let at = at
            .unwrap_or_else(|| panic!("docs/operators.md lacks `{}` where {:?}s stand", row.usage, row.kind));
        assert_eq!(told_of.insert(at, row.usage), None, "a row is told of twice");
        let told = &page[at];
        assert_eq!(told.batch, batch(row), "batch, of `{}`", row.name);
        assert_eq!(told.waits, waits(row), "`?` and `.await`, of `{}`", row.name);
        for (name, _) in row.named {
            let named = told.text.contains(&format!("`{name}`")) || told.text.contains(&format!("{name} ="));
            assert!(named, "docs/operators.md does not tell of `{name}` of `{}`", row.name);
        }
    }
    for (at, row) in page.iter().enumerate() {
        assert!(told_of.contains_key(&at), "docs/operators.md has `{}`, which is no row there", row.usage);
    }
}
