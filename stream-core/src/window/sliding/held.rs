//! What is held of one key: its panes, in which each state is of the records of one pane, or of that pane and those after it.
//!
//! Windows that fire once share work: panes that a window has closed are added to a total, and when the oldest of them leaves,
//! those that stay are replaced by the states of all panes from each one on. So a key costs a window two merges, however many panes
//! the window has (two stacks; Tangwongsan, Hirzel and Schneider, 2015). Nothing is taken back, so sums of floats do not drift.

use super::strays::{Mark, Strays};
use crate::window::Aggregate;

pub(in crate::window) struct Held<S> {
    /// Panes and states, by number. Those before `start` are forgotten, those from `start` to `front` have the states of the panes up to
    /// `front`, those up to `sealed` have been in a window that has fired.
    panes: Vec<(u64, S)>,
    start: u32,
    front: u32,
    sealed: u32,
    /// The panes from `front` to `sealed` together.
    total: Option<S>,
    /// What few keys have.
    strays: Option<Box<Strays<S>>>,
}

/// Where a record or a state belongs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::window) enum Place {
    Pane(u64),
    /// The windows from the first to the last.
    Windows(i128, i128),
}

impl<S> Held<S> {
    /// Nothing.
    #[inline]
    pub(in crate::window) fn new() -> Self {
        Held { panes: Vec::new(), start: 0, front: 0, sealed: 0, total: None, strays: None }
    }

    /// Takes in a state that belongs into the windows from `first` to `last` only.
    pub(super) fn put_stray(&mut self, first: i128, last: i128, state: S) {
        self.strays_mut().add(first, last, state);
    }

    /// Takes in the state of a pane of which no window has fired.
    #[inline]
    pub(in crate::window) fn put_pane<G>(&mut self, pane: u64, state: S, aggregate: &G)
    where
        G: Aggregate<State = S>,
    {
        match self.panes.last_mut() {
            Some((last, held)) if *last == pane => aggregate.merge(held, state),
            Some((last, _)) if *last > pane => self.put_between(pane, state, aggregate),
            _ => self.push(pane, state),
        }
    }

    /// Takes in the state of a pane after all others.
    #[inline]
    fn push(&mut self, pane: u64, state: S) {
        if self.panes.len() == self.panes.capacity() && self.start as usize > self.panes.len() / 2 {
            self.compact();
        }
        self.panes.push((pane, state));
    }

    /// As [`Held::put_pane`], where the window fires next that the pane is in.
    #[inline]
    pub(super) fn seal_pane<G>(&mut self, pane: u64, state: S, aggregate: &G)
    where
        G: Aggregate<State = S>,
        S: Clone,
    {
        if self.panes.len() > self.sealed as usize {
            return self.put_pane(pane, state, aggregate);
        }
        add(&mut self.total, &state, aggregate);
        self.sealed += 1;
        self.push(pane, state);
    }

    /// Gives the places of panes that are forgotten to others.
    #[inline(never)]
    fn compact(&mut self) {
        self.panes.drain(..self.start as usize);
        (self.front, self.sealed) = (self.front - self.start, self.sealed - self.start);
        self.start = 0;
    }

    #[cold]
    fn put_between<G>(&mut self, pane: u64, state: S, aggregate: &G)
    where
        G: Aggregate<State = S>,
    {
        let at = self.from(pane);
        match self.panes.get_mut(at).filter(|(other, _)| *other == pane) {
            Some((_, other)) => aggregate.merge(other, state),
            None => self.panes.insert(at, (pane, state)),
        }
    }

    /// The state of a pane of which no window has fired, from `init` if there is none.
    pub(super) fn reach(&mut self, pane: u64, init: impl FnOnce() -> S) -> &mut S {
        // A record that is not in order is not far from its place.
        let mut at = self.panes.len();
        while at > self.start as usize && self.panes[at - 1].0 >= pane {
            at -= 1;
        }
        if self.panes.get(at).is_none_or(|(other, _)| *other != pane) {
            self.panes.insert(at, (pane, init()));
        }
        &mut self.panes[at].1
    }

    /// The state of the window `window`, of which `hi` is the last pane; nothing if the key has no record in it. What is before `next`,
    /// the first pane of the window after it, is forgotten. Windows are asked for in their order, and no record comes for a pane of
    /// a window that was asked for.
    #[inline]
    pub(in crate::window) fn fire<G>(&mut self, window: i128, hi: u64, next: u64, aggregate: &G) -> Option<S>
    where
        G: Aggregate<State = S>,
        S: Clone,
    {
        while let Some((pane, state)) = self.panes.get(self.sealed as usize)
            && *pane <= hi
        {
            add(&mut self.total, state, aggregate);
            self.sealed += 1;
        }
        let front = (self.start < self.front).then(|| self.panes[self.start as usize].1.clone());
        let state = match (front, &self.total) {
            (Some(mut front), Some(total)) => {
                aggregate.merge(&mut front, total.clone());
                Some(front)
            }
            (front, total) => front.or_else(|| total.clone()),
        };
        self.expire(next, aggregate);
        if self.strays.is_some() { self.fire_strays(window, state, aggregate) } else { state }
    }

    /// Adds the strays of a window to its state.
    #[cold]
    #[inline(never)]
    fn fire_strays<G>(&mut self, window: i128, mut state: Option<S>, aggregate: &G) -> Option<S>
    where
        G: Aggregate<State = S>,
        S: Clone,
    {
        if let Some(strays) = &mut self.strays {
            strays.combine(&mut state, window, aggregate);
            strays.forget(window + 1);
        }
        state
    }

    /// Forgets the sealed panes before `next`.
    #[inline]
    fn expire<G: Aggregate<State = S>>(&mut self, next: u64, aggregate: &G)
    where
        S: Clone,
    {
        while self.start < self.front && self.panes[self.start as usize].0 < next {
            self.start += 1;
        }
        if self.start == self.front && self.sealed > 0 {
            let ended = self.front == self.sealed || self.panes[self.front as usize].0 < next;
            if ended {
                self.turn(next, aggregate);
            }
        }
    }

    /// The sealed panes that stay get the states of all of them from each one on.
    #[inline(never)]
    fn turn<G: Aggregate<State = S>>(&mut self, next: u64, aggregate: &G)
    where
        S: Clone,
    {
        let mut gone = self.front as usize;
        while gone < self.sealed as usize && self.panes[gone].0 < next {
            gone += 1;
        }
        if gone == self.panes.len() {
            self.panes.clear();
        } else {
            self.panes.drain(..gone);
        }
        self.sealed -= gone as u32;
        for at in (1..self.sealed as usize).rev() {
            let (before, after) = self.panes.split_at_mut(at);
            aggregate.merge(&mut before[at - 1].1, after[0].1.clone());
        }
        (self.start, self.front, self.total) = (0, self.sealed, None);
    }

    /// As [`Held::fire`], of the panes from `lo` to `hi`, from the panes themselves: windows may be asked for in any order and again, and
    /// records may come in between.
    pub(in crate::window) fn combine<G>(&self, window: i128, lo: u64, hi: u64, aggregate: &G) -> Option<S>
    where
        G: Aggregate<State = S>,
        S: Clone,
    {
        let mut state = None;
        for (_, pane) in self.panes[self.from(lo)..].iter().take_while(|(pane, _)| *pane <= hi) {
            add(&mut state, pane, aggregate);
        }
        if let Some(strays) = &self.strays {
            strays.combine(&mut state, window, aggregate);
        }
        state
    }

    /// Where the panes from `pane` on begin.
    fn from(&self, pane: u64) -> usize {
        self.panes.partition_point(|(other, _)| *other < pane)
    }

    /// Whether the key has a record in the window.
    pub(super) fn covers(&self, window: i128, lo: u64, hi: u64) -> bool {
        self.panes.get(self.from(lo)).is_some_and(|(pane, _)| *pane <= hi)
            || self.strays.as_ref().is_some_and(|strays| strays.cover(window))
    }

    /// Forgets what is before `window`, which begins with `lo`, or everything without one, where nothing is sealed.
    pub(in crate::window) fn forget(&mut self, window: i128, lo: Option<u64>) {
        let gone = lo.map_or(self.panes.len(), |lo| self.from(lo));
        self.panes.drain(..gone);
        if let Some(strays) = &mut self.strays {
            strays.forget(window);
        }
    }

    /// The first window of a stray.
    #[inline]
    pub(super) fn first_stray(&self) -> Option<i128> {
        self.strays_from(i128::MIN)
    }

    /// Whether nothing is held.
    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.start as usize == self.panes.len() && self.strays.as_ref().is_none_or(|strays| strays.is_empty())
    }

    /// The first window from `window` on that has a stray.
    #[inline]
    pub(super) fn strays_from(&self, window: i128) -> Option<i128> {
        self.strays.as_ref()?.from(window)
    }

    /// The first pane from `lo` on, where nothing is sealed.
    pub(super) fn first_from(&self, lo: u64) -> Option<u64> {
        self.panes.get(self.from(lo)).map(|(pane, _)| *pane)
    }

    /// All that is held, where nothing is sealed.
    pub(super) fn into_parts(self) -> impl Iterator<Item = (Place, S)> {
        let panes = self.panes.into_iter().map(|(pane, state)| (Place::Pane(pane), state));
        panes.chain(self.strays.into_iter().flat_map(|strays| strays.into_parts()))
    }

    /// The marks of the windows that have changed.
    pub(super) fn changed(&self) -> impl Iterator<Item = &Mark> {
        self.strays.iter().flat_map(|strays| strays.changed())
    }

    /// The mark of a window.
    pub(super) fn mark(&mut self, window: i128) -> &mut Mark {
        self.strays_mut().mark(window)
    }

    fn strays_mut(&mut self) -> &mut Strays<S> {
        self.strays.get_or_insert_with(|| Box::new(Strays::new()))
    }
}

/// Adds `other` to what is there, if anything.
#[inline]
pub(super) fn add<G: Aggregate<State: Clone>>(state: &mut Option<G::State>, other: &G::State, aggregate: &G) {
    match state {
        Some(state) => aggregate.merge(state, other.clone()),
        None => *state = Some(other.clone()),
    }
}
