//! How windows fire that fire once.

use std::time::Duration;

use super::held::Held;
use super::recent::Recent;
use super::{Panes, Sliding};
use crate::keyed::Entries;
use crate::stage::Tick;
use crate::time::Timestamp;
use crate::window::fired::{Fired, fired};
use crate::window::{Aggregate, AggregateError, Overflow, Pane, Window};

/// So many keys are gone through at once.
const AT_ONCE: usize = 256;

/// A window that fires just now.
#[derive(Clone, Copy)]
pub(super) struct Current {
    number: i128,
    window: Window,
    /// Its first and its last pane, and the first of the next window.
    panes: (u64, u64, u64),
    slide: usize,
    /// The next entry.
    entry: usize,
    /// Keys of which nothing is left.
    dead: usize,
    /// The first window of a stray that is left.
    stray: i128,
}

impl<K, S, I: Copy + Default, W: Panes> Sliding<K, S, I, W> {
    /// Ends a batch: gives out the windows that end at or before the watermark, by their ends, keys by first sight, and forgets
    /// what belongs to no other. For windows that fire once, when they close, without lateness. Results that are not asked for
    /// come with the next tick.
    pub fn close<'a, G>(
        &'a mut self,
        tick: Tick,
        aggregate: &'a G,
    ) -> impl Iterator<Item = Fired<K, G::Output>> + use<'a, K, S, I, W, G>
    where
        K: Clone,
        S: Clone,
        G: Aggregate<State = S>,
    {
        let watermark = self.begin(tick, aggregate);
        let bound = self.bound(self.passed, Duration::ZERO);
        let mut overfull = self.overfull();
        std::iter::from_fn(move || {
            if let Some(error) = overfull.take() {
                return Some(Err(error));
            }
            loop {
                if self.current.is_none() {
                    self.current = self.next_current(bound);
                }
                if let Some((entry, state)) = self.fired.pop() {
                    let (key, window) = (self.held.at(entry).0.clone(), self.current?.window);
                    return Some(fired(aggregate, key, state, window, Pane::ONLY, watermark));
                }
                let Sliding { held, recent, current, fired, .. } = &mut *self;
                if current.as_mut()?.fire_some(held, recent, fired, aggregate) {
                    continue;
                }
                self.leave();
            }
        })
    }

    /// Takes in what other workers have sent and moves on to the watermark of the tick. Gives the watermark of what comes out.
    pub(super) fn begin<G: Aggregate<State = S>>(&mut self, tick: Tick, aggregate: &G) -> Timestamp {
        self.take_in(aggregate);
        let watermark = self.watermark();
        self.passed = self.passed.max(tick.watermark);
        watermark
    }

    /// An error, if more windows stay open than may.
    pub(super) fn overfull(&self) -> Option<Overflow<K>> {
        let (bound, passed) = (self.policy.max_open, self.bound(self.passed, self.policy.lateness));
        let open = if passed == i128::MAX { 0 } else { self.windows_from(self.shape.first(passed)) };
        (open > bound as u64).then(|| {
            let error = AggregateError::new(format!(
                "more than {bound} windows are open, the largest number that is allowed; make windows shorter or slide further, or the lateness shorter"
            ));
            Overflow { key: None, error }
        })
    }

    /// The next window before `bound`.
    fn next_current(&mut self, bound: i128) -> Option<Current> {
        let number = self.next_window().filter(|number| *number < bound)?;
        let (lo, hi) = self.shape.panes(number);
        let next = self.shape.panes(number + self.shape.slide()).0;
        Some(Current {
            number,
            window: self.shape.window(number),
            panes: (lo, hi, next),
            slide: usize::try_from(self.shape.slide()).unwrap_or(usize::MAX),
            entry: 0,
            dead: 0,
            stray: i128::MAX,
        })
    }

    /// A window has fired.
    fn leave(&mut self) {
        if let Some(current) = self.current.take() {
            self.floor = current.number + self.shape.slide();
            self.open.forget(Some(current.panes.2));
            (self.stray, self.dead) = (current.stray, current.dead);
            self.bury();
        }
    }

    /// Drops keys of which nothing is held, once they are so many that it pays.
    pub(super) fn bury(&mut self) {
        if self.dead > self.held.len() / 8 {
            let Sliding { held, recent, .. } = self;
            let (mut from, mut to) = (0, 0);
            held.retain(|_, held| {
                let keep = !held.is_empty() || !recent.is_vacant(from);
                if keep {
                    recent.renumber(from, to);
                    to += 1;
                }
                from += 1;
                keep
            });
            recent.truncate(to);
            self.dead = 0;
        }
    }
}

impl Current {
    /// The states of the keys that come next, the last first; `false` if there is no key any more.
    #[inline(never)]
    fn fire_some<K, I, G>(
        &mut self,
        held: &mut Entries<K, Held<G::State>, I>,
        recent: &mut Recent<G::State>,
        fired: &mut Vec<(usize, G::State)>,
        aggregate: &G,
    ) -> bool
    where
        I: Copy + Default,
        G: Aggregate<State: Clone>,
    {
        let from = self.entry;
        self.entry = held.len().min(from + AT_ONCE);
        for entry in (from..self.entry).rev() {
            let held = held.at_mut(entry).1;
            let state = if recent.is_whole() {
                let (mut state, stays) = recent.combine(entry, self.panes, aggregate);
                if !held.is_empty() {
                    self.combine(&mut state, held, aggregate);
                }
                if !stays {
                    self.dead += usize::from(held.is_empty() && recent.is_vacant(entry));
                }
                state
            } else {
                let state = self.fire(entry, held, recent, aggregate);
                self.dead += usize::from(held.is_empty() && recent.is_vacant(entry));
                state
            };
            if let Some(state) = state {
                fired.push((entry, state));
            }
        }
        from < self.entry
    }

    /// The state of a key that hands panes on.
    #[inline]
    fn fire<G: Aggregate<State: Clone>>(
        &mut self,
        entry: usize,
        held: &mut Held<G::State>,
        recent: &mut Recent<G::State>,
        aggregate: &G,
    ) -> Option<G::State> {
        let (_, hi, next) = self.panes;
        recent.hand(entry, hi, self.slide, held, aggregate);
        if G::GROWS {
            let mut state = None;
            self.combine(&mut state, held, aggregate);
            return state;
        }
        let state = held.fire(self.number, hi, next, aggregate);
        self.stray = self.stray.min(held.first_stray());
        state
    }

    /// Adds what the key has of the window, pane by pane, and forgets what no other window needs.
    #[inline(never)]
    fn combine<G: Aggregate<State: Clone>>(
        &mut self,
        state: &mut Option<G::State>,
        held: &mut Held<G::State>,
        aggregate: &G,
    ) {
        let (lo, hi, next) = self.panes;
        if let Some(more) = held.combine(self.number, lo, hi, aggregate) {
            match state {
                Some(state) => aggregate.merge(state, more),
                None => *state = Some(more),
            }
        }
        held.forget(self.number + 1, Some(next));
        self.stray = self.stray.min(held.first_stray());
    }
}
