//! How windows fire that fire once.

use std::time::Duration;

use super::{Extent, Panes, Sliding};
use crate::stage::{Stamp, Tick};
use crate::time::Timestamp;
use crate::window::{Aggregate, Overflow, Pane, Window, Windowed};

/// A result, or why there is none.
pub(super) type Fired<K, V> = Result<(Stamp, Windowed<K, V>), Overflow<K>>;

/// A window that fires just now.
#[derive(Clone, Copy)]
pub(super) struct Current {
    number: i128,
    window: Window,
    /// Its first and its last pane.
    panes: (u64, u64),
    /// The next entry.
    entry: usize,
    dead: usize,
    /// What will be left.
    extent: Extent,
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
        std::iter::from_fn(move || {
            loop {
                let mut current = self.current.take().or_else(|| self.next_current(bound))?;
                while current.entry < self.held.len() {
                    if let Some((key, state)) = self.fire_entry(&mut current, aggregate) {
                        self.current = Some(current);
                        return Some(result(aggregate, key, state, current.window, Pane::ONLY, watermark));
                    }
                }
                self.leave(current);
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

    /// The next window before `bound`.
    fn next_current(&mut self, bound: i128) -> Option<Current> {
        let number = self.next_window().filter(|number| *number < bound)?;
        Some(Current {
            number,
            window: self.shape.window(number),
            panes: self.shape.panes(number),
            entry: 0,
            dead: 0,
            extent: Extent {
                newest: self.extent.newest,
                floor: number + self.shape.slide(),
                ..Extent::NOTHING
            },
        })
    }

    /// The result of the next key, if it has one.
    #[inline]
    fn fire_entry<G>(&mut self, current: &mut Current, aggregate: &G) -> Option<(K, S)>
    where
        K: Clone,
        S: Clone,
        G: Aggregate<State = S>,
    {
        let (lo, hi) = current.panes;
        let (key, held) = self.held.at_mut(current.entry);
        current.entry += 1;
        let state = if G::GROWS {
            let state = held.combine(current.number, lo, hi, aggregate);
            held.forget(current.extent.floor, Some(self.shape.panes(current.extent.floor).0));
            state
        } else {
            held.fire(current.number, lo, hi, aggregate)
        };
        let (pane, stray) = held.first();
        current.extent.oldest = current.extent.oldest.min(pane.unwrap_or(u64::MAX));
        current.extent.stray = current.extent.stray.min(stray.unwrap_or(i128::MAX));
        current.dead += usize::from(held.is_empty());
        state.map(|state| (key.clone(), state))
    }

    /// A window has fired.
    fn leave(&mut self, current: Current) {
        self.extent = current.extent;
        self.dead = current.dead;
        self.bury();
    }

    /// Drops keys of which nothing is held, once they are so many that it pays.
    pub(super) fn bury(&mut self) {
        if self.dead > self.held.len() / 8 {
            self.held.retain(|_, held| !held.is_empty());
            self.dead = 0;
        }
    }
}

#[inline]
pub(super) fn result<K, G: Aggregate>(
    aggregate: &G,
    key: K,
    state: G::State,
    window: Window,
    pane: Pane,
    watermark: Timestamp,
) -> Fired<K, G::Output> {
    match aggregate.finish(state) {
        Ok(value) => {
            let time = window.end.minus(Duration::from_nanos(1));
            Ok((Stamp { time, watermark }, Windowed { key, window, value, pane }))
        }
        Err(error) => Err(Overflow { key: Some(key), error }),
    }
}
