//! How windows fire that fire once.

use std::time::Duration;

use super::held::Held;
use super::slide::Shape;
use super::{Extent, Panes, Sliding};
use crate::keyed::Entries;
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
                if self.current.is_none() {
                    self.current = self.next_current(bound);
                }
                let Sliding { held, shape, current, .. } = &mut *self;
                let current = current.as_mut()?;
                while current.entry < held.len() {
                    if let Some((key, state)) = current.fire_entry(held, *shape, aggregate) {
                        return Some(result(aggregate, key, state, current.window, Pane::ONLY, watermark));
                    }
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

    /// A window has fired.
    fn leave(&mut self) {
        if let Some(current) = self.current.take() {
            self.extent = current.extent;
            self.dead = current.dead;
            self.bury();
        }
    }

    /// Drops keys of which nothing is held, once they are so many that it pays.
    pub(super) fn bury(&mut self) {
        if self.dead > self.held.len() / 8 {
            self.held.retain(|_, held| !held.is_empty());
            self.dead = 0;
        }
    }
}

impl Current {
    /// The result of the next key, if it has one.
    #[inline]
    fn fire_entry<K, I, G>(
        &mut self,
        held: &mut Entries<K, Held<G::State>, I>,
        shape: Shape,
        aggregate: &G,
    ) -> Option<(K, G::State)>
    where
        K: Clone,
        I: Copy + Default,
        G: Aggregate<State: Clone>,
    {
        let (lo, hi) = self.panes;
        let (key, held) = held.at_mut(self.entry);
        self.entry += 1;
        let state = if G::GROWS {
            let state = held.combine(self.number, lo, hi, aggregate);
            held.forget(self.extent.floor, Some(shape.panes(self.extent.floor).0));
            state
        } else {
            held.fire(self.number, lo, hi, aggregate)
        };
        self.extent.oldest = self.extent.oldest.min(held.first());
        self.extent.stray = self.extent.stray.min(held.first_stray());
        self.dead += usize::from(held.is_empty());
        state.map(|state| (key.clone(), state))
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
