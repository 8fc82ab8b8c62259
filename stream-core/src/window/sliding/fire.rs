//! How windows fire that fire once.

use std::ops::Range;
use std::time::Duration;

use super::columns::{Row, place};
use super::held::Held;
use super::keys::Keys;
use super::{Panes, Sliding};
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
    pub(super) panes: (u64, u64, u64),
    /// What a key has of it in columns and apart.
    pub(super) fires: Row,
    /// Of that, what is in no other window.
    pub(super) leaves: Row,
    /// The next key.
    key: usize,
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
        let mut overfull = self.overfull(self.crowded());
        std::iter::from_fn(move || {
            loop {
                while let (Some(current), Some(state)) = (&mut self.current, self.fired.pop()) {
                    let (key, fires, dies) = self.keys.fire(current);
                    current.dead += usize::from(dies);
                    if fires {
                        return Some(fired(
                            aggregate,
                            key.clone(),
                            state,
                            current.window,
                            Pane::ONLY,
                            watermark,
                        ));
                    }
                }
                if let Some(error) = overfull.take() {
                    return Some(Err(error));
                }
                if !self.fire_some(bound, aggregate) {
                    return None;
                }
            }
        })
    }

    /// Fires for the keys that come next in the window that is on or in the next one before `bound`; `false` if there is none.
    #[inline(never)]
    fn fire_some<G: Aggregate<State = S>>(&mut self, bound: i128, aggregate: &G) -> bool
    where
        S: Clone,
    {
        loop {
            if self.current.is_none() {
                self.current = self.next_current(bound, aggregate);
            }
            let Some(current) = &mut self.current else { return false };
            self.keys.combine(current, &mut self.fired, aggregate);
            if !self.fired.is_empty() {
                return true;
            }
            self.leave();
        }
    }

    /// Takes in what other workers have sent and moves on to the watermark of the tick. Gives the watermark of what comes out.
    pub(super) fn begin<G: Aggregate<State = S>>(&mut self, tick: Tick, aggregate: &G) -> Timestamp {
        self.take_in(aggregate);
        let watermark = self.watermark();
        if tick.watermark > self.passed {
            self.passed = tick.watermark;
            // Records of panes whose first window has ended are late for it.
            let bound = self.bound(self.passed, Duration::ZERO);
            let ended = |bound| self.shape.first(bound) - self.shape.slide() + 1;
            let open = (bound < i128::MAX).then(|| ended(bound).clamp(0, u64::MAX.into()) as u64);
            self.keys.columns.close_before(open);
        }
        watermark
    }

    /// Whether a record is in more windows than may be open, and there is one.
    pub(super) fn crowded(&self) -> bool {
        self.shape.covers() > self.policy.max_open as i128 && self.windows_from(i128::MIN) > 0
    }

    /// An error, if more windows stay open than may, or one record opened more.
    pub(super) fn overfull(&self, crowded: bool) -> Option<Overflow<K>> {
        let (bound, passed) = (self.policy.max_open, self.bound(self.passed, self.policy.lateness));
        let open = if passed == i128::MAX { 0 } else { self.windows_from(self.shape.first(passed)) };
        (crowded || open > bound as u64).then(|| {
            let error = AggregateError::new(format!(
                "more than {bound} windows are open on one worker; raise `max_open`, or make windows shorter or slide further, or the lateness shorter"
            ));
            Overflow { key: None, error }
        })
    }

    /// The next window before `bound`.
    fn next_current<G: Aggregate<State = S>>(&mut self, bound: i128, aggregate: &G) -> Option<Current>
    where
        S: Clone,
    {
        let number = self.next_window().filter(|number| *number < bound)?;
        let (lo, hi) = self.shape.panes(number);
        let next = self.shape.panes(number + self.shape.slide()).0;
        let (fires, leaves) = self.keys.begin((lo, hi, next), aggregate);
        let window = self.shape.window(number);
        Some(Current {
            number,
            window,
            panes: (lo, hi, next),
            fires,
            leaves,
            key: 0,
            dead: 0,
            stray: i128::MAX,
        })
    }

    /// A window has fired.
    fn leave(&mut self) {
        if let Some(current) = self.current.take() {
            let next = current.panes.2;
            self.floor = current.number + self.shape.slide();
            self.open.forget(Some(next));
            self.keys.forget_columns(next);
            (self.stray, self.dead) = (current.stray, current.dead);
            self.bury();
        }
    }

    /// Drops keys of which nothing is held, once they are so many that it pays.
    pub(super) fn bury(&mut self) {
        if self.dead > self.keys.len() / 8 {
            self.keys.bury();
            self.dead = 0;
        }
    }
}

impl<K, S, I: Copy + Default> Keys<K, S, I> {
    /// A window of these panes fires: what of a key is in it, and in no other window.
    fn begin<G: Aggregate<State = S>>(&mut self, (lo, hi, next): (u64, u64, u64), aggregate: &G) -> (Row, Row)
    where
        S: Clone,
    {
        let (mut fires, mut leaves) = (Row::FIRES, Row::FIRES);
        if !self.columns.is_whole() {
            self.hand_up_to(hi, aggregate, |held, pane, state| match G::GROWS {
                true => held.put_pane(pane, state, aggregate),
                false => held.seal_pane(pane, state, aggregate),
            });
        }
        for pane in self.columns.panes().into_iter().filter(|pane| (lo..=hi).contains(pane)) {
            fires.add(Row::at(place(pane)));
            if pane < next {
                leaves.add(Row::at(place(pane)));
            }
        }
        (fires, leaves)
    }

    /// The states of the keys that come next, the last first; of those that have nothing in the window, that of no records.
    fn combine<G: Aggregate<State = S>>(&mut self, current: &mut Current, fired: &mut Vec<S>, aggregate: &G)
    where
        S: Clone,
    {
        let keys = current.key..self.rows.len().min(current.key + AT_ONCE);
        if !self.columns.is_whole() {
            return self.combine_apart(keys, current, fired, aggregate);
        }
        if G::PARTS {
            self.columns.combine(keys.clone(), current.panes, fired, aggregate);
        } else {
            let Keys { rows, columns, .. } = self;
            let one = |entry| columns.combine_one(entry, *rows.at(entry).1, current.panes, aggregate);
            fired.extend(keys.clone().rev().map(one).map(|state| state.unwrap_or_else(|| aggregate.init())));
        }
        for (held, entry) in self.apart.iter_mut().skip(keys.start).zip(keys.clone()) {
            let row = self.rows.at_mut(entry).1;
            if !row.meets(Row::APART) {
                continue;
            }
            if let Some(more) = current.fire(held, true, aggregate) {
                match &mut fired[keys.end - 1 - entry] {
                    state if row.meets(current.fires) => aggregate.merge(state, more),
                    state => *state = more,
                }
                row.add(Row::FIRES);
            }
            row.set(Row::APART, !held.is_empty());
        }
    }

    /// The same from what is held apart, where nothing is in columns any more.
    #[inline(never)]
    fn combine_apart<G: Aggregate<State = S>>(
        &mut self,
        keys: Range<usize>,
        current: &mut Current,
        fired: &mut Vec<S>,
        aggregate: &G,
    ) where
        S: Clone,
    {
        let Keys { rows, apart, .. } = self;
        apart.resize_with(rows.len(), Held::new);
        let held = apart[keys.clone()].iter_mut().zip(keys).rev();
        fired.extend(held.map(|(held, entry)| {
            let (row, state) = (rows.at_mut(entry).1, current.fire(held, G::GROWS, aggregate));
            if held.is_empty() {
                row.remove(Row::APART);
            }
            if state.is_some() {
                row.add(Row::FIRES);
            }
            state.unwrap_or_else(|| aggregate.init())
        }));
    }

    /// The next key, whether it has records in the window, and whether nothing is held of it any more.
    #[inline(always)]
    fn fire(&mut self, current: &mut Current) -> (&K, bool, bool) {
        let (key, row) = self.rows.at_mut(current.key);
        current.key += 1;
        let fires = row.meets(current.fires);
        row.remove(current.leaves);
        (key, fires, row.is_empty())
    }
}

impl Current {
    /// What a key has of the window, apart from columns. What no other window needs is forgotten. If `loose`, from the panes as they are.
    #[inline(always)]
    fn fire<G: Aggregate<State: Clone>>(
        &mut self,
        held: &mut Held<G::State>,
        loose: bool,
        aggregate: &G,
    ) -> Option<G::State> {
        let (lo, hi, next) = self.panes;
        let state = if loose {
            let state = held.combine(self.number, lo, hi, aggregate);
            held.forget(self.number + 1, Some(next));
            state
        } else {
            held.fire(self.number, hi, next, aggregate)
        };
        if let Some(stray) = held.first_stray() {
            self.stray = self.stray.min(stray);
        }
        state
    }
}
