//! Where the rows of a table come from.

use std::cell::RefCell;
use std::collections::hash_map::Entry;
use std::fmt;
use std::hash::Hash;
use std::path::Path;
use std::sync::Arc;

use super::kind::{Map, Rows};
use super::{Duplicates, file};

/// How often a file is read at most that changes meanwhile.
const READS: usize = 3;

/// Why a table cannot be loaded.
#[derive(Debug)]
pub(super) struct LoadError {
    /// The row, such as `line 7`, where it is one.
    row: Option<(&'static str, u64)>,
    reason: String,
}

impl LoadError {
    /// The table as a whole.
    pub(super) fn new(reason: impl fmt::Display) -> Self {
        LoadError { row: None, reason: reason.to_string() }
    }

    /// A row, counted from 1 in this unit.
    pub(super) fn at(unit: &'static str, row: u64, reason: impl fmt::Display) -> Self {
        LoadError { row: Some((unit, row)), reason: reason.to_string() }
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((unit, row)) = self.row {
            write!(f, "{unit} {row}: ")?;
        }
        f.write_str(&self.reason)
    }
}

/// What is done with each row: its number from 1, its key and its value. An error ends the reading.
pub(super) type Show<'a, K, V> = dyn FnMut(u64, K, V) -> Result<(), LoadError> + 'a;

/// Rows for which room is made at once at most, for what an iterator tells of itself may be anything.
const ROOM: usize = 1 << 20;

/// Makes room for so many rows more, before they are shown.
pub(super) type Expect<'a> = dyn FnMut(usize) + 'a;

/// Gives the rows of a table.
pub(super) trait Load<K, V>: Send + Sync {
    /// Shows all rows, in order; says before how many are to be expected at least, if that is known.
    fn load(&self, expect: &mut Expect<'_>, show: &mut Show<'_, K, V>) -> Result<(), LoadError>;

    /// What the rows are counted in.
    fn unit(&self) -> &'static str {
        "row"
    }

    /// The file that they are read from.
    fn file(&self) -> Option<&Path> {
        None
    }

    /// Whether they can be read more than once.
    fn is_lasting(&self) -> bool {
        true
    }
}

/// The rows, and what the file was when they were read.
pub(super) type Loaded<K, V> = (Rows<K, V>, Option<file::Stat>);

/// Reads all rows, of a file that does not change meanwhile.
pub(super) fn load<K: Hash + Eq, V>(
    rows: &dyn Load<K, V>,
    duplicates: Duplicates,
) -> Result<Loaded<K, V>, LoadError> {
    let Some(path) = rows.file() else { return Ok((read(rows, duplicates)?, None)) };
    for _ in 0..READS {
        let before = file::stat(path).map_err(LoadError::new)?;
        let read = read(rows, duplicates);
        if file::stat(path).is_ok_and(|after| after == before) {
            return Ok((read?, Some(before)));
        }
    }
    Err(LoadError::new("the file changes while it is read; write it elsewhere and rename it"))
}

fn read<K: Hash + Eq, V>(rows: &dyn Load<K, V>, duplicates: Duplicates) -> Result<Rows<K, V>, LoadError> {
    let table = RefCell::new(Map::default());
    rows.load(&mut |rows| table.borrow_mut().reserve(rows.min(ROOM)), &mut |row, key, value| {
        match (table.borrow_mut().entry(key), duplicates) {
            (Entry::Vacant(vacant), _) => {
                vacant.insert(value);
            }
            (Entry::Occupied(_), Duplicates::First) => {}
            (Entry::Occupied(mut entry), Duplicates::Last) => {
                entry.insert(value);
            }
            (Entry::Occupied(entry), Duplicates::Fail) => return Err(twice(rows, entry.key(), row)),
        }
        Ok(())
    })?;
    let mut table = table.into_inner();
    table.shrink_to_fit();
    Ok(Rows(table))
}

/// The error of a row whose key another had before, which is sought for it.
#[cold]
fn twice<K: Eq, V>(rows: &dyn Load<K, V>, key: &K, row: u64) -> LoadError {
    let (unit, mut first) = (rows.unit(), None);
    if rows.is_lasting() {
        let _ = rows.load(&mut |_| (), &mut |row, other, _| match other == *key {
            true => {
                first = Some(row);
                Err(LoadError::new("found"))
            }
            false => Ok(()),
        });
    }
    let first = first.map_or_else(|| format!("another {unit}"), |first| format!("{unit} {first}"));
    let way_out = "choose one by `on_duplicate(..)`, or keep all by `grouped()`";
    LoadError::at(unit, row, format!("the key of {first} comes again; {way_out}"))
}

/// The rows of a key as one.
pub(super) struct Grouped<K, V>(pub(super) Arc<dyn Load<K, V>>);

impl<K: Hash + Eq, V> Load<K, Vec<V>> for Grouped<K, V> {
    fn load(&self, expect: &mut Expect<'_>, show: &mut Show<'_, K, Vec<V>>) -> Result<(), LoadError> {
        let mut groups: Map<K, (u64, Vec<V>)> = Map::default();
        self.0.load(&mut |_| (), &mut |row, key, value| {
            groups.entry(key).or_insert_with(|| (row, Vec::new())).1.push(value);
            Ok(())
        })?;
        expect(groups.len());
        groups.into_iter().try_for_each(|(key, (row, values))| show(row, key, values))
    }

    fn unit(&self) -> &'static str {
        self.0.unit()
    }

    fn file(&self) -> Option<&Path> {
        self.0.file()
    }

    fn is_lasting(&self) -> bool {
        self.0.is_lasting()
    }
}
