//! How windows fire that may do so more than once: early, or for late records. Their panes stay as they are until the lateness has
//! passed, and are merged for each result.

use std::time::Duration;

use super::held::Place;
use super::{Panes, Sliding};
use crate::stage::Tick;
use crate::time::Timestamp;
use crate::window::fired::{Fired, fired};
use crate::window::{Aggregate, Emit, Pane, Timing};

/// A key that fires in a window.
struct Firing {
    window: i128,
    entry: u32,
    timing: Timing,
}

impl<K, S, I: Copy + Default, W: Panes> Sliding<K, S, I, W> {
    /// Ends a batch: gives out what the policy says, windows by their ends, keys by first sight, and forgets what belongs only to
    /// windows whose lateness has passed.
    pub fn emit<'a, G>(
        &'a mut self,
        tick: Tick,
        aggregate: &'a G,
    ) -> impl Iterator<Item = Fired<K, G::Output>> + use<'a, K, S, I, W, G>
    where
        K: Clone,
        S: Clone,
        G: Aggregate<State = S>,
    {
        self.settle(aggregate);
        let before = self.bound(self.passed, Duration::ZERO);
        let watermark = self.begin(tick, aggregate);
        let crowded = self.crowded();
        let mut firings = if crowded { Vec::new() } else { self.firings(before, tick.now) };
        firings.sort_unstable_by_key(|firing| (firing.window, firing.entry));
        let results: Vec<_> =
            firings.into_iter().filter_map(|firing| self.fire_again(&firing, watermark, aggregate)).collect();
        self.forget_expired();
        self.overfull(crowded).map(Err).into_iter().chain(results)
    }

    /// From now on windows may fire again: panes stay with their keys.
    fn settle<G: Aggregate<State = S>>(&mut self, aggregate: &G) {
        if !self.again {
            self.again = true;
            self.keys.hand_all(aggregate);
        }
    }

    fn fire_again<G>(
        &mut self,
        firing: &Firing,
        watermark: Timestamp,
        aggregate: &G,
    ) -> Option<Fired<K, G::Output>>
    where
        K: Clone,
        S: Clone,
        G: Aggregate<State = S>,
    {
        let (lo, hi) = self.shape.panes(firing.window);
        let entry = firing.entry as usize;
        let held = &mut self.keys.apart[entry];
        let state = held.combine(firing.window, lo, hi, aggregate)?;
        let mark = held.mark(firing.window);
        let pane = Pane { number: mark.fired, timing: firing.timing };
        (mark.fired, mark.changed) = (mark.fired.saturating_add(1), false);
        let key = self.keys.key(entry).clone();
        Some(fired(aggregate, key, state, self.shape.window(firing.window), pane, watermark))
    }

    /// What fires at this tick; before it the windows before `before` had ended.
    fn firings(&mut self, before: i128, now: Timestamp) -> Vec<Firing> {
        let bound = self.bound(self.passed, Duration::ZERO);
        let timing = |window: i128| match window {
            _ if window >= bound => Timing::Early,
            _ if window >= before => Timing::OnTime,
            _ => Timing::Late,
        };
        let mut firings = Vec::new();
        if self.policy.emit == Emit::Complete {
            self.whole(self.floor, i128::MAX, |window, entry| {
                firings.push(Firing { window, entry, timing: timing(window) })
            });
            return firings;
        }
        // With `on_update` also what has ended fires only where it has changed.
        let whole = if self.policy.emit == Emit::OnUpdate { before..before } else { before..bound };
        self.whole(whole.start, whole.end, |window, entry| {
            firings.push(Firing { window, entry, timing: timing(window) })
        });
        let early = self.ticks.early(self.policy.emit, now);
        let mut changed = std::mem::take(&mut self.changed);
        changed.sort_unstable();
        changed.dedup();
        changed.retain(|entry| {
            let mut waits = false;
            for mark in self.keys.apart[*entry as usize].changed() {
                let now = early || mark.window < bound;
                waits |= !now;
                if now && !whole.contains(&mark.window) {
                    firings.push(Firing { window: mark.window, entry: *entry, timing: timing(mark.window) });
                }
            }
            waits
        });
        self.changed = changed;
        firings
    }

    /// All keys that have records in the windows from `from` up to `to`, which is not included.
    fn whole(&self, from: i128, to: i128, mut each: impl FnMut(i128, u32)) {
        if from >= to {
            return;
        }
        for (entry, held) in self.keys.apart.iter().enumerate() {
            let mut lo = 0;
            let mut window = i128::MIN;
            loop {
                // The next window that has something: that of a pane, or of a stray.
                let pane = held.first_from(lo).map(|pane| self.shape.first(pane.into()));
                let next = pane.into_iter().chain(held.strays_from(window)).min();
                let Some(next) = next.map(|next| next.max(window).max(self.shape.first(from.max(0)))) else {
                    break;
                };
                if next >= to {
                    break;
                }
                let panes = self.shape.panes(next);
                if held.covers(next, panes.0, panes.1) {
                    each(next, entry as u32);
                }
                window = next + self.shape.slide();
                lo = self.shape.panes(window).0;
            }
        }
    }

    /// Marks the windows of `place` as changed, as far as results depend on it.
    pub(super) fn track(&mut self, entry: usize, place: Place) {
        if !self.again
            || self.policy.emit == Emit::Complete
            || self.shape.covers() > self.policy.max_open as i128
        {
            return;
        }
        let (first, mut last) = match place {
            Place::Pane(pane) => (self.shape.first(pane.into()), self.shape.last(pane)),
            Place::Windows(first, last) => (first, last),
        };
        if self.policy.emit == Emit::OnClose {
            last = last.min(self.bound(self.passed, Duration::ZERO).saturating_sub(1));
        }
        let mut window = first;
        let held = &mut self.keys.apart[entry];
        while window <= last {
            held.mark(window).changed = true;
            window += self.shape.slide();
        }
        if first <= last {
            self.changed.push(entry as u32);
        }
    }

    /// Forgets what belongs only to windows whose lateness has passed. It visits the keys only if there are such windows.
    fn forget_expired(&mut self) {
        let expired = self.bound(self.passed, self.policy.lateness);
        let Some(first) = self.next_window().filter(|first| *first < expired) else { return };
        let whole = expired == i128::MAX;
        self.floor = if whole { i128::MAX } else { self.shape.first(expired.max(first)) };
        let lo = (!whole).then(|| self.shape.panes(self.floor).0);
        self.open.forget(lo);
        let mut stray = i128::MAX;
        self.dead = self.keys.change_apart(|held| {
            held.forget(self.floor, lo);
            stray = stray.min(held.first_stray().unwrap_or(i128::MAX));
        });
        self.stray = stray;
        if self.dead > self.keys.len() / 8 {
            self.bury();
            let held = self.keys.apart.iter().enumerate().filter(|(_, held)| held.changed().next().is_some());
            self.changed = held.map(|(entry, _)| entry as u32).collect();
        }
    }
}
