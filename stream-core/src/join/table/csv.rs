//! Rows of comma-separated values.

use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use ::csv::{Error, ErrorKind, ReaderBuilder, StringRecord};
use serde::de::DeserializeOwned;

use super::load::{Expect, Load, LoadError, Show};

pub(super) struct Csv<R, F> {
    path: PathBuf,
    /// The first line has the names of the fields.
    header: bool,
    pair: F,
    row: PhantomData<fn() -> R>,
}

impl<R, F> Csv<R, F> {
    pub(super) fn new(path: PathBuf, header: bool, pair: F) -> Self {
        Csv { path, header, pair, row: PhantomData }
    }
}

impl<K, V, R, F> Load<K, V> for Csv<R, F>
where
    R: DeserializeOwned,
    F: Fn(R) -> (K, V) + Send + Sync,
{
    fn load(&self, _: &mut Expect<'_>, show: &mut Show<'_, K, V>) -> Result<(), LoadError> {
        let mut builder = ReaderBuilder::new();
        let mut reader = builder.has_headers(self.header).from_path(&self.path).map_err(LoadError::new)?;
        let names = if self.header { Some(reader.headers().map_err(refused)?.clone()) } else { None };
        let mut record = StringRecord::new();
        while reader.read_record(&mut record).map_err(refused)? {
            let row = record.deserialize(names.as_ref()).map_err(refused)?;
            let (key, value) = (self.pair)(row);
            show(record.position().map_or(0, ::csv::Position::line), key, value)?;
        }
        Ok(())
    }

    fn unit(&self) -> &'static str {
        "line"
    }

    fn file(&self) -> Option<&Path> {
        Some(&self.path)
    }
}

fn refused(error: Error) -> LoadError {
    let line = error.position().map(::csv::Position::line);
    let reason = match error.kind() {
        ErrorKind::Deserialize { err, .. } => err.to_string(),
        _ => error.to_string(),
    };
    line.map_or_else(|| LoadError::new(&reason), |line| LoadError::at("line", line, &reason))
}
