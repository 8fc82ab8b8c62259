//! A table that a worker of a pipeline has open.

use std::hash::Hash;
use std::sync::Arc;

use super::Table;
use super::kind::{KeyOfTable, Rows, TableKind};
use super::versions::Version;
use crate::error::{Error, ErrorKind};
use crate::stage::Worker;

/// What a stream can be joined with as `.join(table(..))`: a [`Table`], or a reference to one.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no table",
    label = "has no rows by key",
    note = "make one with `stream_core::table::Table::from_iter(pairs)`, or of a file with `Table::csv(path, |row| (key, value))`"
)]
pub trait IntoTable {
    /// The keys of the rows.
    type Key: Hash + Eq;
    /// The rows.
    type Row;

    /// The table.
    fn into_table(self) -> Table<Self::Key, Self::Row>;
}

#[diagnostic::do_not_recommend]
impl<K: Hash + Eq, V> IntoTable for Table<K, V> {
    type Key = K;
    type Row = V;

    fn into_table(self) -> Table<K, V> {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<K: Hash + Eq, V> IntoTable for &Table<K, V> {
    type Key = K;
    type Row = V;

    fn into_table(self) -> Table<K, V> {
        self.clone()
    }
}

/// The version of a table that the batch at hand sees, on one worker.
pub struct OpenTable<K, V> {
    table: Table<K, V>,
    version: Arc<Version<K, V>>,
    /// The pipeline.
    run: usize,
    /// The operator.
    number: usize,
}

impl<K: Hash + Eq, V> OpenTable<K, V> {
    /// Opens the table for operator `number` of the worker, and loads it if no other worker has.
    ///
    /// # Errors
    /// It cannot be loaded: the pipeline does not start.
    pub fn open(table: Table<K, V>, worker: &Worker, number: usize) -> Result<Self, Error> {
        let of = |why: String| Error::new(ErrorKind::Start, why).at(worker.operator(number));
        if table.options.on_change && table.load.file().is_none() {
            return Err(of(
                "a table without a file cannot be reloaded on change; use `reload_every(..)`".to_owned()
            ));
        }
        if table.options.every.is_some() && !table.load.is_lasting() {
            return Err(of("the rows of an iterator cannot be reloaded; use `Table::load(..)`".to_owned()));
        }
        let run = worker.run_id();
        let at = worker.at(number);
        let version = table.versions.enter(run, worker.now(), &*table.load, table.options);
        at.done();
        let version = version.map_err(|error| of(format!("{} cannot be loaded: {error}", name(&table))))?;
        Ok(OpenTable { table, version, run, number })
    }

    /// A batch begins: the worker sees the version that all see in it.
    ///
    /// A table that cannot be loaded anew stays as it is, with a notice.
    ///
    /// # Errors
    /// None so far.
    pub fn refresh(&mut self, worker: &Worker) -> Result<(), Error> {
        let Table { load, options, versions } = &self.table;
        if options.every.is_none() && !options.on_change {
            return Ok(());
        }
        let at = worker.at(self.number);
        let (version, failed) = versions.of_batch(self.run, worker.batch(), &**load, *options);
        at.done();
        if let Some(version) = version {
            self.version = version;
        }
        if let Some(error) = failed {
            let kept = self.version.number;
            let text = format!("{} cannot be reloaded, version {kept} stays: {error}", name(&self.table));
            worker.notice(self.number, &text);
        }
        Ok(())
    }

    /// The row of a key.
    #[inline]
    pub fn get<Q, Kind>(&self, kind: Kind, key: &Q) -> Option<&V>
    where
        Kind: TableKind<Q>,
        Kind::Owned: KeyOfTable<K>,
    {
        self.rows().get(kind, key)
    }

    /// The rows that the batch sees.
    #[inline]
    pub fn rows(&self) -> &Rows<K, V> {
        &self.version.rows
    }
}

impl<K, V> Drop for OpenTable<K, V> {
    fn drop(&mut self) {
        self.table.versions.leave(self.run);
    }
}

/// The table as errors name it.
fn name<K, V>(table: &Table<K, V>) -> String {
    table.load.file().map_or_else(|| "the table".to_owned(), |path| format!("the table `{}`", path.display()))
}
