//! The panes that records come for: of each key the last few, side by side.
//!
//! Each key has a row, in which a pane stands where its number leads; so a record finds its pane in the same way however short panes
//! are. Where windows have few panes a row has room for all of them, and they are combined from there for each result. Otherwise
//! panes are handed to their keys when a window ends with them, and a row has one place at first, and twice as many, up to sixteen,
//! when so many records have come for a pane before the one in their place that it pays: the more panes lie within the disorder of
//! the records, the wider the rows.

use super::held::Held;
use crate::window::Aggregate;

/// The most places of a row.
const WIDEST: usize = 16;

/// The most bytes of a state of which a row has room for all panes of a window.
const SMALL: usize = 64;

/// The pane of a place where there is none; no pane has this number.
const NONE: u64 = u64::MAX;

pub(super) struct Recent<S> {
    /// Row by row, by the number of the key's entry. Keys at the end may have none.
    places: Vec<Recently<S>>,
    /// How many places a row has, and has at first: powers of two.
    width: usize,
    least: usize,
    /// A row has room for all panes of a window.
    whole: bool,
    /// How many records have found the place of their pane taken, since the rows were made as wide.
    taken: usize,
}

struct Recently<S> {
    pane: u64,
    /// Without a pane the state of no records.
    state: S,
}

impl<S> Recent<S> {
    /// For windows of so many panes.
    pub(super) fn new(panes: u64) -> Self {
        // Besides the panes of the first window that is open there are those of the records that come.
        let whole = panes + 2 <= WIDEST as u64 && size_of::<S>() <= SMALL;
        let least = if whole { (panes as usize + 2).next_power_of_two() } else { 1 };
        Recent { places: Vec::new(), width: least, least, whole, taken: 0 }
    }

    /// Whether panes stay here until no window needs them.
    #[inline]
    pub(super) fn is_whole(&self) -> bool {
        self.whole
    }

    /// The state of a pane, if it is here, or if its place is free and `known` says yes.
    #[inline(always)]
    pub(super) fn get(&mut self, entry: usize, pane: u64, known: impl FnOnce() -> bool) -> Option<&mut S> {
        let at = self.at(entry, pane);
        let place = self.places.get_mut(at)?;
        if place.pane != pane {
            if place.pane != NONE || !known() {
                return None;
            }
            place.pane = pane;
        }
        Some(&mut place.state)
    }

    #[inline(always)]
    fn at(&self, entry: usize, pane: u64) -> usize {
        entry * self.width + (pane as usize & (self.width - 1))
    }

    /// The state of the panes from `lo` to `hi`, and whether a pane from `next` on is among them. Those before are forgotten.
    #[inline(always)]
    pub(super) fn combine<G>(
        &mut self,
        entry: usize,
        (lo, hi, next): (u64, u64, u64),
        aggregate: &G,
    ) -> (Option<S>, bool)
    where
        G: Aggregate<State = S>,
        S: Clone,
    {
        let from = entry * self.width;
        let Some(row) = self.places.get_mut(from..from + self.width) else { return (None, false) };
        let (span, leaves) = (hi.min(NONE - 1) - lo, next - lo);
        let (mut state, mut found, mut stays) = (aggregate.init(), false, false);
        for place in row {
            let after = place.pane.wrapping_sub(lo);
            if after > span {
                continue;
            }
            if after < leaves {
                place.pane = NONE;
                aggregate.merge(&mut state, std::mem::replace(&mut place.state, aggregate.init()));
                found = true;
            } else {
                aggregate.merge(&mut state, place.state.clone());
                stays = true;
            }
        }
        ((found || stays).then_some(state), stays)
    }

    /// The state of a pane that is not here: it takes its place here, or stays with the key if it is older than the one that has it.
    #[inline(never)]
    pub(super) fn reach<'a, G>(
        &'a mut self,
        entry: usize,
        pane: u64,
        held: &'a mut Held<S>,
        aggregate: &G,
    ) -> &'a mut S
    where
        G: Aggregate<State = S>,
    {
        if self.taken > self.places.len() && self.width < WIDEST {
            self.widen(aggregate);
        }
        let at = self.at(entry, pane);
        if at >= self.places.len() {
            let rows = (entry + 1) * self.width;
            self.places.resize_with(rows, || Recently { pane: NONE, state: aggregate.init() });
        }
        let place = &mut self.places[at];
        if place.pane == NONE {
            place.pane = pane;
        } else if place.pane < pane {
            self.taken += usize::from(self.whole);
            let state = std::mem::replace(&mut place.state, aggregate.init());
            held.put_pane(std::mem::replace(&mut place.pane, pane), state, aggregate);
        } else if place.pane > pane {
            self.taken += 1;
            return held.reach(pane, || aggregate.init());
        }
        &mut place.state
    }

    /// Makes rows twice as wide.
    #[cold]
    fn widen<G: Aggregate<State = S>>(&mut self, aggregate: &G) {
        let (before, wide) = (self.width, self.width * 2);
        let places = std::mem::take(&mut self.places);
        let vacant = || Recently { pane: NONE, state: aggregate.init() };
        self.places.resize_with(places.len() * 2, vacant);
        (self.width, self.taken) = (wide, 0);
        for (number, place) in places.into_iter().enumerate().filter(|(_, place)| place.pane != NONE) {
            let at = self.at(number / before, place.pane);
            self.places[at] = place;
        }
    }

    /// Hands the panes up to `hi` to the key, of which the last `slide` may be here.
    #[inline]
    pub(super) fn hand<G>(&mut self, entry: usize, hi: u64, slide: usize, held: &mut Held<S>, aggregate: &G)
    where
        G: Aggregate<State = S>,
    {
        let hi = hi.min(NONE - 1);
        for back in (0..slide.min(self.width)).rev() {
            let at = self.at(entry, hi.wrapping_sub(back as u64));
            if let Some(place) = self.places.get_mut(at)
                && place.pane <= hi
            {
                let state = std::mem::replace(&mut place.state, aggregate.init());
                held.put_pane(std::mem::replace(&mut place.pane, NONE), state, aggregate);
            }
        }
    }

    /// Hands all panes to the key.
    pub(super) fn hand_all<G>(&mut self, entry: usize, held: &mut Held<S>, aggregate: &G)
    where
        G: Aggregate<State = S>,
    {
        self.hand(entry, NONE - 1, self.width, held, aggregate);
    }

    /// Whether the key has no pane here.
    pub(super) fn is_vacant(&self, entry: usize) -> bool {
        let row = self.places.iter().skip(entry * self.width).take(self.width);
        row.into_iter().all(|place| place.pane == NONE)
    }

    /// The key `from` gets the number `to`, which is not greater and whose row is vacant.
    pub(super) fn renumber(&mut self, from: usize, to: usize) {
        for at in 0..self.width {
            let (from, to) = (from * self.width + at, to * self.width + at);
            if from != to && from < self.places.len() {
                self.places.swap(from, to);
            }
        }
    }

    /// Drops the rows from that of the key `keys` on.
    pub(super) fn truncate(&mut self, keys: usize) {
        self.places.truncate(keys * self.width);
        if keys < self.places.capacity() / self.width / 16 {
            self.places.shrink_to(self.places.capacity() / 2);
        }
        if keys == 0 {
            (self.width, self.taken) = (self.least, 0);
        }
    }

    #[cfg(test)]
    pub(super) fn width(&self) -> usize {
        self.width
    }

    pub(super) fn bytes(&self) -> usize {
        self.places.capacity() * size_of::<Recently<S>>()
    }
}
