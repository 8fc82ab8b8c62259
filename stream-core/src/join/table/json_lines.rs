//! Rows that are JSON texts, one a line.

use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

use super::load::{Expect, Load, LoadError, Show};

pub(super) struct JsonLines<R, F> {
    path: PathBuf,
    pair: F,
    row: PhantomData<fn() -> R>,
}

impl<R, F> JsonLines<R, F> {
    pub(super) fn new(path: PathBuf, pair: F) -> Self {
        JsonLines { path, pair, row: PhantomData }
    }
}

impl<K, V, R, F> Load<K, V> for JsonLines<R, F>
where
    R: DeserializeOwned,
    F: Fn(R) -> (K, V) + Send + Sync,
{
    fn load(&self, _: &mut Expect<'_>, show: &mut Show<'_, K, V>) -> Result<(), LoadError> {
        let mut file = BufReader::new(File::open(&self.path).map_err(LoadError::new)?);
        let (mut line, mut number) = (Vec::new(), 0);
        while file.read_until(b'\n', &mut line).map_err(LoadError::new)? > 0 {
            number += 1;
            if !line.trim_ascii().is_empty() {
                let row = serde_json::from_slice(&line);
                let (key, value) = (self.pair)(row.map_err(|error| LoadError::at("line", number, error))?);
                show(number, key, value)?;
            }
            line.clear();
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
