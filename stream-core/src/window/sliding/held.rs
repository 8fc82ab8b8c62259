//! What is held of one key: its panes, in which each state is of the records of one pane, or of that pane and all after it.
//!
//! Windows that fire once share work: panes that a window has closed are added to a total, and when the oldest of them leaves,
//! those that stay are replaced by the states of all panes from each one on. So a key costs a window two merges, however many panes
//! the window has (two stacks; Tangwongsan, Hirzel and Schneider, 2015). Nothing is taken back, so sums of floats do not drift.

use std::collections::VecDeque;

use crate::window::Aggregate;

pub(in crate::window) struct Held<S> {
    /// The newest pane and its state.
    pub(in crate::window) newest: u64,
    state: S,
    /// The newest pane is not among `panes`.
    open: bool,
    /// Panes and states, by number: `front` of them with the panes after them, up to `sealed`.
    panes: VecDeque<(u64, S)>,
    front: usize,
    /// So many have been in a window that has fired.
    sealed: usize,
    /// The panes from `front` to `sealed` together.
    total: Option<S>,
    /// What belongs into some of the windows of its pane only: the first, the last of them, and the state.
    strays: Vec<(i128, i128, S)>,
    /// Which windows have given out results, where they may do so again. By window.
    pub(in crate::window) marks: Vec<Mark>,
}

/// Of a key in a window.
#[derive(Clone, Copy)]
pub(in crate::window) struct Mark {
    pub(in crate::window) window: i128,
    /// How many results have come out.
    pub(in crate::window) fired: u32,
    /// Records have come since the last.
    pub(in crate::window) changed: bool,
}

/// Where a record or a state belongs.
#[derive(Clone, Copy)]
pub(in crate::window) enum Place {
    Pane(u64),
    /// The windows from the first to the last.
    Windows(i128, i128),
}

impl<S> Held<S> {
    /// With a pane, of which `state` is the state.
    #[inline]
    pub(in crate::window) fn new(pane: u64, state: S) -> Self {
        Held {
            newest: pane,
            state,
            open: true,
            panes: VecDeque::new(),
            front: 0,
            sealed: 0,
            total: None,
            strays: Vec::new(),
            marks: Vec::new(),
        }
    }

    /// Without a pane.
    pub(in crate::window) fn empty(state: S) -> Self {
        Held { open: false, ..Held::new(0, state) }
    }

    /// Whether this is the newest pane, and records can be added to its state.
    #[inline(always)]
    pub(in crate::window) fn has(&self, pane: u64) -> bool {
        self.newest == pane && self.open
    }

    /// The state of the newest pane.
    #[inline(always)]
    pub(in crate::window) fn state(&mut self) -> &mut S {
        &mut self.state
    }

    /// The state of a pane before the newest, if there is one for each number between: where records come a little out of order.
    #[inline(always)]
    pub(in crate::window) fn near(&mut self, pane: u64) -> Option<&mut S> {
        let at = (self.panes.len() as u64).wrapping_sub(self.newest.wrapping_sub(pane));
        let (number, state) = self.panes.get_mut(at as usize)?;
        (*number == pane && self.open).then_some(state)
    }

    /// The state of a pane of which no window has fired, to which a record is added; from `init` if there is none.
    #[inline(never)]
    pub(in crate::window) fn reach(&mut self, pane: u64, init: impl FnOnce() -> S) -> &mut S {
        if !self.open {
            (self.newest, self.state, self.open) = (pane, init(), true);
        } else if pane > self.newest {
            let before = std::mem::replace(&mut self.state, init());
            self.panes.push_back((std::mem::replace(&mut self.newest, pane), before));
        } else if pane < self.newest {
            // A record that is not in order is not far from its place.
            let mut at = self.panes.len();
            while at > 0 && self.panes[at - 1].0 > pane {
                at -= 1;
            }
            if at == 0 || self.panes[at - 1].0 < pane {
                self.panes.insert(at, (pane, init()));
                at += 1;
            }
            return &mut self.panes[at - 1].1;
        }
        &mut self.state
    }

    /// Takes a state in.
    pub(in crate::window) fn put(&mut self, place: Place, state: S, mut merge: impl FnMut(&mut S, S)) {
        let pane = match place {
            Place::Pane(pane) => pane,
            Place::Windows(first, last) => return self.strays.push((first, last, state)),
        };
        if !self.open {
            (self.newest, self.state, self.open) = (pane, state, true);
        } else if pane == self.newest {
            merge(&mut self.state, state);
        } else if pane > self.newest {
            let before = std::mem::replace(&mut self.state, state);
            self.panes.push_back((std::mem::replace(&mut self.newest, pane), before));
        } else {
            let at = self.panes.partition_point(|(other, _)| *other < pane);
            match self.panes.get_mut(at).filter(|(other, _)| *other == pane) {
                Some((_, other)) => merge(other, state),
                None => self.panes.insert(at, (pane, state)),
            }
        }
    }

    /// The state of the window `window` of the panes from `lo` to `hi`; nothing if the key has no record in it. Windows are asked
    /// for in their order, and no record comes for a pane of a window that was asked for.
    pub(in crate::window) fn fire<G>(&mut self, window: i128, lo: u64, hi: u64, aggregate: &G) -> Option<S>
    where
        G: Aggregate<State = S>,
        S: Clone,
    {
        if self.open && self.newest <= hi {
            self.open = false;
            self.panes.push_back((self.newest, std::mem::replace(&mut self.state, aggregate.init())));
        }
        while let Some((pane, state)) = self.panes.get(self.sealed)
            && *pane <= hi
        {
            add(&mut self.total, state.clone(), aggregate);
            self.sealed += 1;
        }
        self.expire(lo, aggregate);
        let mut state = (self.front > 0).then(|| self.panes[0].1.clone());
        if let Some(total) = &self.total {
            add(&mut state, total.clone(), aggregate);
        }
        if !self.strays.is_empty() {
            self.fire_strays(&mut state, window, aggregate);
        }
        state
    }

    #[cold]
    fn fire_strays<G: Aggregate<State = S>>(&mut self, state: &mut Option<S>, window: i128, aggregate: &G)
    where
        S: Clone,
    {
        self.add_strays(state, window, aggregate);
        self.strays.retain(|(_, last, _)| *last > window);
    }

    /// Forgets the sealed panes before `lo`.
    #[inline]
    fn expire<G: Aggregate<State = S>>(&mut self, lo: u64, aggregate: &G)
    where
        S: Clone,
    {
        while self.front > 0 && self.panes[0].0 < lo {
            self.panes.pop_front();
            self.front -= 1;
            self.sealed -= 1;
        }
        if self.front == 0 && self.sealed > 0 && self.panes[0].0 < lo {
            while self.sealed > 0 && self.panes[0].0 < lo {
                self.panes.pop_front();
                self.sealed -= 1;
            }
            for at in (1..self.sealed).rev() {
                let after = self.panes[at].1.clone();
                aggregate.merge(&mut self.panes[at - 1].1, after);
            }
            (self.front, self.total) = (self.sealed, None);
        }
    }

    fn add_strays<G: Aggregate<State = S>>(&self, state: &mut Option<S>, window: i128, aggregate: &G)
    where
        S: Clone,
    {
        for (first, last, stray) in &self.strays {
            if *first <= window && window <= *last {
                add(state, stray.clone(), aggregate);
            }
        }
    }

    /// As [`Held::fire`], from the panes themselves: windows may be asked for in any order and again, and records may come in between.
    pub(in crate::window) fn combine<G>(&self, window: i128, lo: u64, hi: u64, aggregate: &G) -> Option<S>
    where
        G: Aggregate<State = S>,
        S: Clone,
    {
        let mut state = None;
        let from = self.panes.partition_point(|(pane, _)| *pane < lo);
        for (_, pane) in self.panes.range(from..).take_while(|(pane, _)| *pane <= hi) {
            add(&mut state, pane.clone(), aggregate);
        }
        if self.open && (lo..=hi).contains(&self.newest) {
            add(&mut state, self.state.clone(), aggregate);
        }
        self.add_strays(&mut state, window, aggregate);
        state
    }

    /// Whether the key has a record in the window.
    pub(in crate::window) fn covers(&self, window: i128, lo: u64, hi: u64) -> bool {
        let at = self.panes.partition_point(|(pane, _)| *pane < lo);
        self.panes.get(at).is_some_and(|(pane, _)| *pane <= hi)
            || self.open && (lo..=hi).contains(&self.newest)
            || self.strays.iter().any(|(first, last, _)| *first <= window && window <= *last)
    }

    /// Forgets what is before `window`, which begins with `lo`, or everything without one, where nothing is sealed.
    pub(in crate::window) fn forget(&mut self, window: i128, lo: Option<u64>) {
        let before = |pane: u64| lo.is_none_or(|lo| pane < lo);
        while self.panes.front().is_some_and(|(pane, _)| before(*pane)) {
            self.panes.pop_front();
        }
        self.open &= !before(self.newest);
        self.strays.retain(|(_, last, _)| *last >= window);
        self.marks.retain(|mark| mark.window >= window);
    }

    /// The first pane that is held, or the greatest number if there is none.
    #[inline]
    pub(in crate::window) fn first(&self) -> u64 {
        let newest = if self.open { self.newest } else { u64::MAX };
        self.panes.front().map_or(newest, |(pane, _)| *pane)
    }

    /// The first window of a stray, or the greatest number if there is none.
    #[inline]
    pub(in crate::window) fn first_stray(&self) -> i128 {
        if self.strays.is_empty() { i128::MAX } else { self.strays_from(i128::MIN).unwrap_or(i128::MAX) }
    }

    /// Whether nothing is held.
    pub(in crate::window) fn is_empty(&self) -> bool {
        !self.open && self.panes.is_empty() && self.strays.is_empty()
    }

    /// Where what is held belongs, where nothing is sealed.
    pub(in crate::window) fn places(&self) -> impl Iterator<Item = Place> {
        let panes = self.panes.iter().map(|(pane, _)| *pane).chain(self.open.then_some(self.newest));
        let strays = self.strays.iter().map(|(first, last, _)| Place::Windows(*first, *last));
        panes.map(Place::Pane).chain(strays)
    }

    /// The first window from `window` on that has a stray.
    pub(in crate::window) fn strays_from(&self, window: i128) -> Option<i128> {
        let strays = self.strays.iter().filter(|(_, last, _)| *last >= window);
        strays.map(|(first, ..)| window.max(*first)).min()
    }

    /// The first pane from `lo` on, where nothing is sealed.
    pub(in crate::window) fn first_from(&self, lo: u64) -> Option<u64> {
        let at = self.panes.partition_point(|(pane, _)| *pane < lo);
        let pane = self.panes.get(at).map(|(pane, _)| *pane);
        pane.or((self.open && self.newest >= lo).then_some(self.newest))
    }

    /// All that is held, where nothing is sealed.
    pub(in crate::window) fn into_parts(self) -> impl Iterator<Item = (Place, S)> {
        let panes = self.panes.into_iter().chain(self.open.then_some((self.newest, self.state)));
        let strays = self.strays.into_iter().map(|(first, last, state)| (Place::Windows(first, last), state));
        panes.map(|(pane, state)| (Place::Pane(pane), state)).chain(strays)
    }

    /// The mark of a window.
    pub(in crate::window) fn mark(&mut self, window: i128) -> &mut Mark {
        let at = self.marks.partition_point(|mark| mark.window < window);
        if self.marks.get(at).is_none_or(|mark| mark.window != window) {
            self.marks.insert(at, Mark { window, fired: 0, changed: false });
        }
        &mut self.marks[at]
    }
}

/// Adds `other` to what is there, if anything.
#[inline]
fn add<G: Aggregate>(state: &mut Option<G::State>, other: G::State, aggregate: &G) {
    match state {
        Some(state) => aggregate.merge(state, other),
        None => *state = Some(other),
    }
}
