//! The panes that records come for: of each a column, in which each key has a place by its number.
//!
//! So a record finds its place in the same way however short panes are. Where windows have few panes all of them have columns, and
//! the results of many keys are combined column by column. Otherwise panes are handed to their keys when a window ends with them, and
//! a pane gets a column only when so many records have come that it pays.

use std::ops::Range;

use crate::window::Aggregate;

/// How many columns there are at most.
const COLUMNS: usize = 16;

/// The most bytes of a state of which there are columns for all panes of a window.
const SMALL: usize = 64;

/// What is known of a key: in which columns it has a state, and more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Row(u32);

impl Row {
    /// Something is held apart.
    pub(super) const APART: Row = Row(1 << COLUMNS);
    /// The window that fires has records of the key, apart from those in columns.
    pub(super) const FIRES: Row = Row(2 << COLUMNS);

    /// The column at `at`.
    #[inline(always)]
    pub(super) fn at(at: usize) -> Row {
        Row(1 << (at % COLUMNS))
    }

    #[inline(always)]
    pub(super) fn add(&mut self, other: Row) {
        self.0 |= other.0;
    }

    #[inline(always)]
    pub(super) fn remove(&mut self, other: Row) {
        self.0 &= !other.0;
    }

    pub(super) fn set(&mut self, other: Row, value: bool) {
        self.remove(other);
        if value {
            self.add(other);
        }
    }

    /// Whether they have something in common.
    #[inline(always)]
    pub(super) fn meets(self, other: Row) -> bool {
        self.0 & other.0 != 0
    }

    #[inline(always)]
    pub(super) fn is_empty(self) -> bool {
        self.0 == 0
    }
}

/// Where the number of a pane leads.
#[inline(always)]
pub(super) fn place(pane: u64) -> usize {
    pane as usize % COLUMNS
}

/// The number of a pane that leads elsewhere.
fn elsewhere(at: usize) -> u64 {
    at as u64 ^ 1
}

pub(super) struct Columns<S> {
    /// The panes whose records go straight to their columns, where their numbers lead.
    straight: [u64; COLUMNS],
    /// By the number of the key. The state of no records where a key has none; keys at the end may have no place.
    states: [Vec<S>; COLUMNS],
    panes: [Option<u64>; COLUMNS],
    /// For columns to come, without records.
    spare: Vec<Vec<S>>,
    /// There may be panes whose records go straight to their columns.
    open: bool,
    /// There are columns for all panes of a window.
    whole: bool,
    /// The pane that was handed to its keys last had many of them.
    dense: bool,
    /// How many records have found no column since one was made.
    missed: usize,
}

impl<S> Columns<S> {
    /// For windows of so many panes.
    pub(super) fn new(panes: u64) -> Self {
        Columns {
            straight: std::array::from_fn(elsewhere),
            states: std::array::from_fn(|_| Vec::new()),
            panes: [None; COLUMNS],
            spare: Vec::new(),
            open: true,
            // Besides the panes of the first window that is open there are those of the records that come.
            whole: panes + 2 <= COLUMNS as u64 && size_of::<S>() <= SMALL,
            dense: true,
            missed: 0,
        }
    }

    /// Whether panes stay here until no window needs them.
    pub(super) fn is_whole(&self) -> bool {
        self.whole
    }

    /// Whether the records of a pane go straight to its column.
    #[inline(always)]
    pub(super) fn takes(&self, pane: u64) -> bool {
        self.straight[place(pane)] == pane
    }

    /// From now on no record goes straight to its column.
    pub(super) fn close(&mut self) {
        self.open = false;
        self.close_before(None);
    }

    /// No record of a pane before `pane`, or of any, goes straight to its column, unless it gets another.
    pub(super) fn close_before(&mut self, pane: Option<u64>) {
        for (at, straight) in self.straight.iter_mut().enumerate() {
            if pane.is_none_or(|pane| *straight < pane) {
                *straight = elsewhere(at);
            }
        }
    }

    /// The state of a key in the column at `at`.
    #[inline(always)]
    pub(super) fn get(&mut self, at: usize, entry: usize) -> Option<&mut S> {
        self.states[at % COLUMNS].get_mut(entry)
    }

    /// As [`Columns::get`], where there may be no place for the key.
    #[inline(never)]
    pub(super) fn extend<G: Aggregate<State = S>>(
        &mut self,
        at: usize,
        entry: usize,
        aggregate: &G,
    ) -> &mut S {
        let states = &mut self.states[at % COLUMNS];
        states.resize_with(states.len().max(entry + 1), || aggregate.init());
        &mut states[entry]
    }

    /// The pane that has the place of this one, be it the same.
    pub(super) fn at(&self, pane: u64) -> Option<u64> {
        self.panes[place(pane)]
    }

    /// A record of a pane has found no column. Whether it shall get one, with so many keys.
    pub(super) fn miss(&mut self, keys: usize) -> bool {
        self.missed += 1;
        self.whole || self.dense || self.missed > keys / 8
    }

    /// Gives the pane a column, where its place is free.
    pub(super) fn seat(&mut self, pane: u64) {
        let at = place(pane);
        self.panes[at] = Some(pane);
        self.states[at] = self.spare.pop().unwrap_or_default();
        if self.open {
            self.straight[at] = pane;
        }
        self.missed = 0;
    }

    /// Takes the column away from a pane. Gives its states.
    pub(super) fn take(&mut self, pane: u64) -> Vec<S> {
        let at = place(pane);
        (self.panes[at], self.straight[at]) = (None, elsewhere(at));
        std::mem::take(&mut self.states[at])
    }

    /// The states of a column, each of no records, for another pane.
    pub(super) fn spare(&mut self, states: Vec<S>) {
        if self.whole || self.dense {
            self.spare.push(states);
        }
    }

    /// A pane was handed to its keys: so many of `keys`.
    pub(super) fn learn(&mut self, handed: usize, keys: usize) {
        self.dense = handed >= keys / 8;
        if !self.dense {
            self.spare = Vec::new();
        }
    }

    /// The panes that have columns, in order.
    pub(super) fn panes(&self) -> Vec<u64> {
        let mut panes: Vec<_> = self.panes.into_iter().flatten().collect();
        panes.sort_unstable();
        panes
    }

    /// The states of the keys, the last first, of the panes from `lo` to `hi`. Takes those before `next` away. States of no records are
    /// merged as others are, which has to make [no difference](Aggregate::PARTS).
    pub(super) fn combine<G>(
        &mut self,
        keys: Range<usize>,
        (lo, hi, next): (u64, u64, u64),
        fired: &mut Vec<S>,
        aggregate: &G,
    ) where
        G: Aggregate<State = S>,
        S: Clone,
    {
        for (states, pane) in self.states.iter_mut().zip(&self.panes) {
            let Some(pane) = pane.filter(|pane| (lo..=hi).contains(pane)) else { continue };
            let end = keys.end.min(states.len());
            let parts = states.get_mut(keys.start..end).unwrap_or_default();
            if pane < next {
                let parts = parts.iter_mut().map(|part| std::mem::replace(part, aggregate.init()));
                merge(fired, keys.len(), parts, aggregate);
            } else {
                merge(fired, keys.len(), parts.iter().cloned(), aggregate);
            }
        }
        fired.resize_with(keys.len(), || aggregate.init());
    }

    /// As [`Columns::combine`], of one key: of the columns in which it has a state.
    pub(super) fn combine_one<G>(
        &mut self,
        entry: usize,
        row: Row,
        (lo, hi, next): (u64, u64, u64),
        aggregate: &G,
    ) -> Option<S>
    where
        G: Aggregate<State = S>,
        S: Clone,
    {
        let mut combined = None;
        for (at, (states, pane)) in self.states.iter_mut().zip(&self.panes).enumerate() {
            let Some(pane) = pane.filter(|pane| (lo..=hi).contains(pane)) else { continue };
            if row.meets(Row::at(at))
                && let Some(state) = states.get_mut(entry)
            {
                let leaves = pane < next;
                let part = if leaves { std::mem::replace(state, aggregate.init()) } else { state.clone() };
                match &mut combined {
                    Some(combined) => aggregate.merge(combined, part),
                    None => combined = Some(part),
                }
            }
        }
        combined
    }

    /// The key `from` gets the number `to`, which is not greater and of which there is nothing.
    pub(super) fn renumber(&mut self, from: usize, to: usize) {
        for states in self.states.iter_mut().filter(|states| from < states.len()) {
            states.swap(from, to);
        }
    }

    /// Drops the places from that of the key `keys` on.
    pub(super) fn truncate(&mut self, keys: usize) {
        self.spare.clear();
        for states in &mut self.states {
            states.truncate(keys);
            if keys < states.capacity() / 16 {
                states.shrink_to(states.capacity() / 2);
            }
        }
    }

    pub(super) fn bytes(&self) -> usize {
        let states = self.states.iter().chain(&self.spare);
        states.map(Vec::capacity).sum::<usize>() * size_of::<S>()
    }
}

/// Adds the states of the first of so many keys to what was fired, the last key first; that of no key so far.
#[inline(always)]
fn merge<G: Aggregate>(
    fired: &mut Vec<G::State>,
    keys: usize,
    parts: impl ExactSizeIterator<Item = G::State> + DoubleEndedIterator,
    aggregate: &G,
) {
    if fired.is_empty() {
        fired.resize_with(keys - parts.len(), || aggregate.init());
        fired.extend(parts.rev());
    } else {
        fired.iter_mut().rev().zip(parts).for_each(|(state, part)| aggregate.merge(state, part));
    }
}
