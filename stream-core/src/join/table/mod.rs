//! Static tables: rows by key that a stream is joined with, as `orders.join(table(prices))`.
//!
//! A table is loaded as a whole before the pipeline starts, and anew at the beginning of a batch when it is time. In one batch
//! all workers see the same version. Loading is done by the worker that comes to the batch first, on its thread; the other
//! workers of the pipeline wait for it, and so do the tasks that share their threads.

#[cfg(feature = "csv")]
mod csv;
mod file;
mod given;
#[cfg(feature = "json")]
mod json_lines;
mod kind;
mod load;
mod open;
mod versions;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use crate::error::BoxError;
use crate::time::Timestamp;
use file::ByPath;
use given::{Calls, Pairs};
use load::{Grouped, Load};
use versions::Versions;

pub use kind::{KeyOfTable, Rows, TableKind};
pub use open::{IntoTable, OpenTable};

/// How often at most a file is looked at for a change, in processing time.
pub const LOOK_EVERY: Duration = Duration::from_secs(1);

/// What becomes of a key that several rows have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Duplicates {
    /// The table cannot be loaded; the error names the rows.
    #[default]
    Fail,
    /// The first row counts.
    First,
    /// The last row counts.
    Last,
}

/// When a table is loaded, and what of its rows.
#[derive(Clone, Copy, Debug, Default)]
struct Options {
    duplicates: Duplicates,
    every: Option<Duration>,
    on_change: bool,
}

/// Rows `V` by key `K`, to join a stream with: `.join(table(prices))` gives `(key, (value, &row))` for the records that have a row,
/// `.left_join(table(prices))` gives `(key, (value, Option<&row>))` for all. The row is lent for the batch.
///
/// A clone is the same table: it tells which [version](Table::version) a running pipeline uses. What is set after it was made is
/// not set for it.
///
/// ```
/// use stream_core::table::Table;
///
/// let names = Table::from_iter([(1, "bread"), (2, "milk")]);
/// assert_eq!(names.version(), 0, "it is loaded when a pipeline starts");
/// ```
///
/// **A reload that fails** leaves the version that is there in use; it is [counted](Table::failed_reloads), and the pipeline gives a
/// notice with the reason. A file that was refused is not read again before it changes, unless it is time to by
/// [`reload_every`](Table::reload_every). A file that changes while it is read is read again, up to three times.
pub struct Table<K, V> {
    load: Arc<dyn Load<K, V>>,
    options: Options,
    versions: Arc<Versions<K, V>>,
}

impl<K, V> Clone for Table<K, V> {
    fn clone(&self) -> Self {
        let Table { load, options, versions } = self;
        Table { load: Arc::clone(load), options: *options, versions: Arc::clone(versions) }
    }
}

impl<K, V> fmt::Debug for Table<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = f.debug_struct("Table");
        table.field("file", &self.load.file()).field("options", &self.options);
        table.field("version", &self.version()).finish_non_exhaustive()
    }
}

impl<K: Send + 'static, V: Send + 'static> FromIterator<(K, V)> for Table<K, V> {
    /// A table of these pairs, which stays as it is.
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        Table::new(Pairs::new(pairs.into_iter().collect()))
    }
}

impl<K: Send + 'static, V: Send + 'static> Table<K, V> {
    /// A table of the pairs that `load` gives; it is called for each version. What it gives are pairs; an error is
    /// that of the whole load.
    pub fn load<I, F>(load: F) -> Self
    where
        I: IntoIterator<Item = (K, V)>,
        F: Fn() -> Result<I, BoxError> + Send + Sync + 'static,
    {
        Table::new(Calls(load))
    }

    /// A table of the pairs that `read` finds in a file, for a format of your own; it is called for each version. What it
    /// gives are pairs or errors: the first error ends the load, and is told with the number of its row.
    pub fn load_file<I, F>(path: impl Into<PathBuf>, read: F) -> Self
    where
        I: IntoIterator<Item = Result<(K, V), BoxError>>,
        F: Fn(&Path) -> Result<I, BoxError> + Send + Sync + 'static,
    {
        Table::new(ByPath { path: path.into(), read })
    }

    /// All rows of a key together, in order, as one: the table's values are vectors.
    #[must_use]
    pub fn grouped(self) -> Table<K, Vec<V>>
    where
        K: std::hash::Hash + Eq,
    {
        Table { options: self.options, ..Table::new(Grouped(self.load)) }
    }
}

#[cfg(feature = "csv")]
impl<K: Send + 'static, V: Send + 'static> Table<K, V> {
    /// A table of a file of comma-separated values; the first line has the names of the fields. `pair` makes key and value of a row.
    ///
    /// ```no_run
    /// use stream_core::table::Table;
    ///
    /// let prices = Table::csv("prices.csv", |(article, cents): (u32, u64)| (article, cents)).reload_on_change();
    /// ```
    pub fn csv<R, F>(path: impl Into<PathBuf>, pair: F) -> Self
    where
        R: serde::de::DeserializeOwned + 'static,
        F: Fn(R) -> (K, V) + Send + Sync + 'static,
    {
        Table::new(csv::Csv::new(path.into(), true, pair))
    }

    /// The same of a file without names in the first line: the fields are taken by position.
    pub fn csv_without_header<R, F>(path: impl Into<PathBuf>, pair: F) -> Self
    where
        R: serde::de::DeserializeOwned + 'static,
        F: Fn(R) -> (K, V) + Send + Sync + 'static,
    {
        Table::new(csv::Csv::new(path.into(), false, pair))
    }
}

#[cfg(feature = "json")]
impl<K: Send + 'static, V: Send + 'static> Table<K, V> {
    /// A table of a file with a JSON text in each line; empty lines are left out. `pair` makes key and value of a row.
    pub fn json_lines<R, F>(path: impl Into<PathBuf>, pair: F) -> Self
    where
        R: serde::de::DeserializeOwned + 'static,
        F: Fn(R) -> (K, V) + Send + Sync + 'static,
    {
        Table::new(json_lines::JsonLines::new(path.into(), pair))
    }
}

impl<K, V> Table<K, V> {
    fn new(load: impl Load<K, V> + 'static) -> Self {
        Table { load: Arc::new(load), options: Options::default(), versions: Arc::default() }
    }

    fn set(self, options: Options) -> Self {
        Table { load: self.load, options, versions: Arc::default() }
    }

    /// Loads the table anew at the first batch that begins this long after it was loaded, or tried to be, in processing time.
    #[must_use]
    pub fn reload_every(self, every: Duration) -> Self {
        let options = Options { every: Some(every), ..self.options };
        self.set(options)
    }

    /// Loads the table anew at the first batch that finds its file changed, in size or in the time of its last change. It is looked at
    /// once in [`LOOK_EVERY`] at most. A change that leaves both is not seen.
    #[must_use]
    pub fn reload_on_change(self) -> Self {
        let options = Options { on_change: true, ..self.options };
        self.set(options)
    }

    /// Says what becomes of a key that several rows have.
    #[must_use]
    pub fn on_duplicate(self, duplicates: Duplicates) -> Self {
        let options = Options { duplicates, ..self.options };
        self.set(options)
    }

    /// Which version was loaded last, from 1; 0 before the first. A pipeline that runs uses it from its next batch on at the latest.
    pub fn version(&self) -> u64 {
        self.versions.current(|version| version.number).unwrap_or(0)
    }

    /// How many keys that version has.
    pub fn len(&self) -> usize {
        self.versions.current(|version| version.rows.0.len()).unwrap_or(0)
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// When it was loaded, in processing time: the time of the batch, or of the start.
    pub fn loaded_at(&self) -> Option<Timestamp> {
        self.versions.current(|version| version.loaded_at)
    }

    /// How many reloads have failed.
    pub fn failed_reloads(&self) -> u64 {
        self.versions.failed()
    }
}
