//! Rows that the program gives.

use std::sync::{Mutex, PoisonError};

use super::load::{Expect, Load, LoadError, Show};
use crate::error::BoxError;

/// Pairs that are there once.
pub(super) struct Pairs<K, V>(Mutex<Option<Vec<(K, V)>>>);

impl<K, V> Pairs<K, V> {
    pub(super) fn new(pairs: Vec<(K, V)>) -> Self {
        Pairs(Mutex::new(Some(pairs)))
    }
}

impl<K: Send, V: Send> Load<K, V> for Pairs<K, V> {
    fn load(&self, expect: &mut Expect<'_>, show: &mut Show<'_, K, V>) -> Result<(), LoadError> {
        let pairs = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        let pairs =
            pairs.ok_or_else(|| LoadError::new("the rows of an iterator are gone; use `Table::load(..)`"))?;
        expect(pairs.len());
        pairs.into_iter().zip(1..).try_for_each(|((key, value), row)| show(row, key, value))
    }

    fn is_lasting(&self) -> bool {
        false
    }
}

/// Pairs that a closure gives whenever it is asked.
pub(super) struct Calls<F>(pub(super) F);

impl<K, V, I, F> Load<K, V> for Calls<F>
where
    I: IntoIterator<Item = (K, V)>,
    F: Fn() -> Result<I, BoxError> + Send + Sync,
{
    fn load(&self, expect: &mut Expect<'_>, show: &mut Show<'_, K, V>) -> Result<(), LoadError> {
        let pairs = (self.0)().map_err(LoadError::new)?;
        let pairs = pairs.into_iter();
        expect(pairs.size_hint().0);
        pairs.zip(1..).try_for_each(|((key, value), row)| show(row, key, value))
    }
}
