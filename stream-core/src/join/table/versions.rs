//! The versions of a table that pipelines use: which is loaded, and which a batch sees.

use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::kind::Rows;
use super::load::{self, Load, LoadError};
use super::{LOOK_EVERY, Options, file};
use crate::record::Batch;
use crate::time::Timestamp;

/// A table as it was loaded.
pub(super) struct Version<K, V> {
    /// From 1.
    pub(super) number: u64,
    pub(super) rows: Rows<K, V>,
    pub(super) loaded_at: Timestamp,
    file: Option<file::Stat>,
}

/// What all clones of a table share. The lock is held while the table is loaded.
pub(super) struct Versions<K, V>(Mutex<State<K, V>>, Mutex<Told<K, V>>);

/// What is told to the program, which does not wait for a table that is being loaded.
struct Told<K, V> {
    current: Option<Arc<Version<K, V>>>,
    failed: u64,
}

struct State<K, V> {
    current: Option<Arc<Version<K, V>>>,
    /// When it was loaded last, or tried to be.
    tried_at: Timestamp,
    /// When the file was looked at last.
    looked_at: Timestamp,
    /// What the file was when it was refused; `None` inside where it was not there.
    refused: Option<Option<file::Stat>>,
    runs: Vec<Run<K, V>>,
}

/// A pipeline that uses the table.
struct Run<K, V> {
    id: usize,
    /// How many operators and workers of it have the table open.
    open: usize,
    batch: Option<u64>,
    /// What the batch sees.
    version: Arc<Version<K, V>>,
}

impl<K, V> Default for Versions<K, V> {
    fn default() -> Self {
        let state = State {
            current: None,
            tried_at: Timestamp::MIN,
            looked_at: Timestamp::MIN,
            refused: None,
            runs: Vec::new(),
        };
        Versions(Mutex::new(state), Mutex::new(Told { current: None, failed: 0 }))
    }
}

impl<K, V> Versions<K, V> {
    fn lock(&self) -> MutexGuard<'_, State<K, V>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn told(&self) -> MutexGuard<'_, Told<K, V>> {
        self.1.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is told of the version that was loaded last.
    pub(super) fn current<R>(&self, tell: impl FnOnce(&Version<K, V>) -> R) -> Option<R> {
        self.told().current.as_deref().map(tell)
    }

    /// How many reloads have failed.
    pub(super) fn failed(&self) -> u64 {
        self.told().failed
    }

    /// The pipeline `run` does not use the table on this worker any more.
    pub(super) fn leave(&self, run: usize) {
        let mut state = self.lock();
        if let Some(at) = state.runs.iter().position(|it| it.id == run) {
            state.runs[at].open -= 1;
            if state.runs[at].open == 0 {
                state.runs.swap_remove(at);
            }
        }
    }
}

impl<K: Hash + Eq, V> Versions<K, V> {
    /// The pipeline `run` uses the table on this worker; the first loads it.
    pub(super) fn enter(
        &self,
        run: usize,
        now: Timestamp,
        rows: &dyn Load<K, V>,
        options: Options,
    ) -> Result<Arc<Version<K, V>>, LoadError> {
        let mut state = self.lock();
        if let Some(run) = state.runs.iter_mut().find(|it| it.id == run) {
            run.open += 1;
            return Ok(Arc::clone(&run.version));
        }
        let version = match &state.current {
            // The rows of an iterator are there once.
            Some(current) if !rows.is_lasting() => Arc::clone(current),
            _ => self.load(&mut state, now, rows, options)?,
        };
        state.runs.push(Run { id: run, open: 1, batch: None, version: Arc::clone(&version) });
        Ok(version)
    }

    /// What the batch sees; the first worker that asks loads the table if it is time.
    ///
    /// # Errors
    /// The table could not be loaded, which is told to the one who tried; the version before stays.
    pub(super) fn of_batch(
        &self,
        run: usize,
        batch: &Batch,
        rows: &dyn Load<K, V>,
        options: Options,
    ) -> (Option<Arc<Version<K, V>>>, Option<LoadError>) {
        let mut state = self.lock();
        let Some(at) = state.runs.iter().position(|it| it.id == run) else { return (None, None) };
        let mut failed = None;
        if state.runs[at].batch != Some(batch.number) {
            if state.is_due(batch.time, rows, options)
                && let Err(error) = self.load(&mut state, batch.time, rows, options)
            {
                self.told().failed += 1;
                failed = Some(error);
            }
            state.runs[at].batch = Some(batch.number);
            if let Some(current) = &state.current {
                state.runs[at].version = Arc::clone(current);
            }
        }
        (Some(Arc::clone(&state.runs[at].version)), failed)
    }

    fn load(
        &self,
        state: &mut State<K, V>,
        now: Timestamp,
        rows: &dyn Load<K, V>,
        options: Options,
    ) -> Result<Arc<Version<K, V>>, LoadError> {
        (state.tried_at, state.looked_at) = (now, now);
        // Before the file is read, so that what comes meanwhile is a change.
        let found = rows.file().map(|path| file::stat(path).ok());
        let (rows, file) = load::load(rows, options.duplicates).inspect_err(|_| state.refused = found)?;
        let number = state.current.as_ref().map_or(1, |current| current.number + 1);
        let version = Arc::new(Version { number, rows, loaded_at: now, file });
        state.refused = None;
        state.current = Some(Arc::clone(&version));
        self.told().current = Some(Arc::clone(&version));
        Ok(version)
    }
}

impl<K, V> State<K, V> {
    /// Whether the table is to be loaded anew.
    fn is_due(&mut self, now: Timestamp, rows: &dyn Load<K, V>, options: Options) -> bool {
        let passed = |since: Timestamp, every| now >= since.plus(every) || now < since;
        if options.every.is_some_and(|every| passed(self.tried_at, every)) {
            return true;
        }
        if !options.on_change || !passed(self.looked_at, LOOK_EVERY) {
            return false;
        }
        self.looked_at = now;
        let found = rows.file().and_then(|path| file::stat(path).ok());
        let known = match self.refused {
            Some(refused) => refused,
            None => self.current.as_ref().and_then(|current| current.file),
        };
        found != known
    }
}
