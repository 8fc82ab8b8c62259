//! All keys and what is held of them: in columns, and apart where there is no column for it.

use super::columns::{Columns, Row, place};
use super::held::Held;
use crate::keyed::key::KeyKind;
use crate::keyed::{Entries, Packet};
use crate::window::Aggregate;

pub(super) struct Keys<K, S, I> {
    pub(super) rows: Entries<K, Row, I>,
    pub(super) columns: Columns<S>,
    /// What is held apart of columns, by the number of the key; keys at the end may have nothing.
    pub(super) apart: Vec<Held<S>>,
}

impl<K, S, I: Copy + Default> Keys<K, S, I> {
    /// For windows of so many panes.
    pub(super) fn new(panes: u64) -> Self {
        Keys { rows: Entries::new(), columns: Columns::new(panes), apart: Vec::new() }
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn bytes(&self) -> usize {
        self.rows.bytes() + self.columns.bytes() + self.apart.capacity() * size_of::<Held<S>>()
    }

    /// Adds a record to the column at `at`.
    #[inline(always)]
    pub(super) fn add<Q, Kind, G>(&mut self, at: usize, kind: Kind, key: Q, input: G::In, aggregate: &G)
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
        G: Aggregate<State = S>,
    {
        let entry = self.rows.upsert(kind, key, Row::at(at), Row::default, |row, column| row.add(column));
        match self.columns.get(at, entry) {
            Some(state) => aggregate.add(state, input),
            None => aggregate.add(self.columns.extend(at, entry, aggregate), input),
        }
    }

    /// The number of a key, be it new.
    pub(super) fn enter<Q, Kind>(&mut self, kind: Kind, key: Q) -> usize
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        self.rows.upsert(kind, key, (), Row::default, |_, ()| ())
    }

    /// Takes a packet in: for each of its keys the number, be it new, and what came for it.
    pub(super) fn unpack<T>(&mut self, packet: Packet<K, T, I>) -> Vec<(usize, T)> {
        let (came, mut entries) = (std::cell::Cell::new(None), Vec::new());
        let init = |value| {
            came.set(Some(value));
            Row::default()
        };
        let merge = |_: &mut Row, value| came.set(Some(value));
        self.rows
            .unpack(packet, init, merge, |entry| entries.extend(came.take().map(|value| (entry, value))));
        entries
    }

    /// The state of a key's pane of which no window has fired: in its column, if it has one or shall get one, else apart.
    pub(super) fn reach<G: Aggregate<State = S>>(
        &mut self,
        entry: usize,
        pane: u64,
        aggregate: &G,
    ) -> &mut S {
        if self.columns.at(pane) != Some(pane) && self.columns.miss(self.rows.len()) {
            self.seat(pane, aggregate);
        }
        if self.columns.at(pane) != Some(pane) {
            return self.apart(entry).reach(pane, || aggregate.init());
        }
        self.rows.at_mut(entry).1.add(Row::at(place(pane)));
        self.columns.extend(place(pane), entry, aggregate)
    }

    /// Gives a pane a column, unless another keeps its place: one that windows are combined from, or a later one.
    fn seat<G: Aggregate<State = S>>(&mut self, pane: u64, aggregate: &G) {
        match self.columns.at(pane) {
            Some(other) if other > pane || self.columns.is_whole() => return,
            Some(other) => self.hand(other, aggregate, &put(aggregate)),
            None => {}
        }
        self.columns.seat(pane);
    }

    /// What is held apart of a key, to which something is added.
    pub(super) fn apart(&mut self, entry: usize) -> &mut Held<S> {
        self.rows.at_mut(entry).1.add(Row::APART);
        if entry >= self.apart.len() {
            self.apart.resize_with(entry + 1, Held::new);
        }
        &mut self.apart[entry]
    }

    /// What is held apart of all keys, to be changed; `change` tells whether there is something left. Gives how many keys have nothing any more.
    pub(super) fn change_apart(&mut self, mut change: impl FnMut(&mut Held<S>)) -> usize {
        for ((_, row), held) in self.rows.iter_mut().zip(&mut self.apart) {
            change(held);
            row.set(Row::APART, !held.is_empty());
        }
        self.rows.iter().filter(|(_, row)| row.is_empty()).count()
    }

    pub(super) fn key(&self, entry: usize) -> &K {
        self.rows.at(entry).0
    }

    /// Hands the column of a pane to the keys by `put`.
    #[inline(never)]
    fn hand<G>(&mut self, pane: u64, aggregate: &G, put: &impl Fn(&mut Held<S>, u64, S))
    where
        G: Aggregate<State = S>,
    {
        self.apart.resize_with(self.rows.len(), Held::new);
        let (column, mut states, mut handed) = (Row::at(place(pane)), self.columns.take(pane), 0);
        for (((_, row), held), state) in self.rows.iter_mut().zip(&mut self.apart).zip(&mut states) {
            if row.meets(column) {
                put(held, pane, std::mem::replace(state, aggregate.init()));
                row.remove(column);
                row.add(Row::APART);
                handed += 1;
            }
        }
        self.columns.learn(handed, self.rows.len());
        self.columns.spare(states);
    }

    /// Hands the columns of the panes up to `hi` to the keys by `put`.
    pub(super) fn hand_up_to<G>(&mut self, hi: u64, aggregate: &G, put: impl Fn(&mut Held<S>, u64, S))
    where
        G: Aggregate<State = S>,
    {
        for pane in self.columns.panes().into_iter().filter(|pane| *pane <= hi) {
            self.hand(pane, aggregate, &put);
        }
    }

    /// Hands all columns to the keys.
    pub(super) fn hand_all<G: Aggregate<State = S>>(&mut self, aggregate: &G) {
        self.hand_up_to(u64::MAX, aggregate, put(aggregate));
    }

    /// No window needs the panes before `next` any more.
    pub(super) fn forget_columns(&mut self, next: u64) {
        for pane in self.columns.panes().into_iter().filter(|pane| *pane < next) {
            let states = self.columns.take(pane);
            self.columns.spare(states);
        }
    }

    /// Drops the keys of which nothing is held; the others stay in order and are numbered anew.
    pub(super) fn bury(&mut self) {
        let Keys { rows, columns, apart } = self;
        let (mut from, mut to) = (0, 0);
        rows.retain(|_, row| {
            let keep = !row.is_empty();
            if keep {
                columns.renumber(from, to);
                if from < apart.len() {
                    apart.swap(from, to);
                }
                to += 1;
            }
            from += 1;
            keep
        });
        columns.truncate(to);
        apart.truncate(to);
        if to < apart.capacity() / 16 {
            apart.shrink_to(apart.capacity() / 2);
        }
    }
}

/// Puts the state of a pane to what is held.
fn put<G: Aggregate>(aggregate: &G) -> impl Fn(&mut Held<G::State>, u64, G::State) {
    |held, pane, state| held.put_pane(pane, state, aggregate)
}
