//! The pairs of a left and a right value of one key.

use std::vec::IntoIter;

/// What comes out of a join more than once and is cloned for it. What comes out once is moved.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be joined, for it cannot be cloned",
    label = "a join gives out a key and its values once for each pair",
    note = "derive `Clone` for it, or use `.cogroup(..)`, which gives out each value once"
)]
pub trait Repeat: Clone {}

#[diagnostic::do_not_recommend]
impl<T: Clone> Repeat for T {}

/// Every left value with every right value, in order; none if either side is empty.
pub(crate) struct Cross<K, V, W> {
    /// Taken for the last pair.
    key: Option<K>,
    lefts: IntoIter<V>,
    rights: Vec<W>,
    /// The left value that goes with what is left of `round`.
    left: Option<V>,
    round: IntoIter<W>,
}

impl<K, V, W> Cross<K, V, W> {
    pub(crate) fn new(key: K, lefts: Vec<V>, rights: Vec<W>) -> Self {
        let lefts = if rights.is_empty() { Vec::new() } else { lefts };
        let (lefts, round) = (lefts.into_iter(), Vec::new().into_iter());
        Cross { key: Some(key), lefts, rights, left: None, round }
    }
}

impl<K: Clone, V: Clone, W: Clone> Iterator for Cross<K, V, W> {
    type Item = (K, (V, W));

    fn next(&mut self) -> Option<Self::Item> {
        if self.round.as_slice().is_empty() {
            self.left = Some(self.lefts.next()?);
            let last = self.lefts.as_slice().is_empty();
            let rights = if last { std::mem::take(&mut self.rights) } else { self.rights.clone() };
            self.round = rights.into_iter();
        }
        let right = self.round.next()?;
        let last = self.round.as_slice().is_empty();
        let left = if last { self.left.take()? } else { self.left.clone()? };
        let last = last && self.lefts.as_slice().is_empty();
        let key = if last { self.key.take()? } else { self.key.clone()? };
        Some((key, (left, right)))
    }
}

/// The values, or one `None` where there are none.
pub(crate) fn or_none<T>(values: Vec<T>) -> Vec<Option<T>> {
    if values.is_empty() { vec![None] } else { values.into_iter().map(Some).collect() }
}
