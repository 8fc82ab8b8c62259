//! Rows that stand in a file, and what tells that it has changed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::load::{Expect, Load, LoadError, Show};
use crate::error::BoxError;

/// The size of a file in bytes, and when it was last changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stat {
    size: u64,
    modified: Option<SystemTime>,
}

/// What the file system tells of a file.
pub(super) fn stat(path: &Path) -> io::Result<Stat> {
    let file = fs::metadata(path)?;
    Ok(Stat { size: file.len(), modified: file.modified().ok() })
}

/// A file that a closure reads.
pub(super) struct ByPath<F> {
    pub(super) path: PathBuf,
    pub(super) read: F,
}

impl<K, V, I, F> Load<K, V> for ByPath<F>
where
    I: IntoIterator<Item = Result<(K, V), BoxError>>,
    F: Fn(&Path) -> Result<I, BoxError> + Send + Sync,
{
    fn load(&self, expect: &mut Expect<'_>, show: &mut Show<'_, K, V>) -> Result<(), LoadError> {
        let rows = (self.read)(&self.path).map_err(LoadError::new)?;
        let rows = rows.into_iter();
        expect(rows.size_hint().0);
        rows.zip(1..).try_for_each(|(pair, row)| {
            let (key, value) = pair.map_err(|error| LoadError::at("row", row, error))?;
            show(row, key, value)
        })
    }

    fn file(&self) -> Option<&Path> {
        Some(&self.path)
    }
}
