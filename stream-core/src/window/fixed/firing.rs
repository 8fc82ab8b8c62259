//! What comes out of fixed windows at a tick.

use super::open_windows::OpenWindow;
use super::{Fixed, OpenWindows, behind};
use crate::stage::Tick;
use crate::time::Timestamp;
use crate::window::assign::Assign;
use crate::window::fired::{Fired, fired};
use crate::window::{Aggregate, AggregateError, Emit, Overflow, Pane, Timing, Window};

/// A window that fires.
struct Firing {
    slot: usize,
    timing: Timing,
    /// The entries; all where there is no list.
    entries: Option<Vec<u32>>,
}

impl<K, S, I: Copy + Default, W: Assign> Fixed<K, S, I, W> {
    /// Ends a batch: gives out and forgets the windows that end at or before the watermark. For windows that fire once, when they close, without
    /// lateness; keys and states are moved out. Results that are not asked for are dropped.
    pub fn close<'a, G>(
        &'a mut self,
        tick: Tick,
        aggregate: &'a G,
    ) -> impl Iterator<Item = Fired<K, G::Output>> + use<'a, K, S, I, W, G>
    where
        G: Aggregate<State = S>,
    {
        let before = self.begin(tick, aggregate);
        self.take_ended();
        let overfull = self.overfull();
        let watermark = behind(before, self.policy.lateness);
        let results = self.closing.iter_mut().flat_map(move |(window, table)| {
            let window = *window;
            table.drain().map(move |(key, state)| fired(aggregate, key, state, window, Pane::ONLY, watermark))
        });
        overfull.into_iter().chain(results)
    }

    /// Ends a batch: gives out what the policy says, and forgets the windows whose lateness has passed. Results that are not asked
    /// for are lost.
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
        self.windows.settle();
        let before = self.begin(tick, aggregate);
        let firings = self.firings(before, tick);
        self.forget_expired();
        let overfull = self.overfull();
        let watermark = behind(before, self.policy.lateness);
        let windows = self.state();
        let results = firings.into_iter().flat_map(move |firing| {
            let window = windows.at(firing.slot);
            let timing = firing.timing;
            firing.entries(window.table.len()).map(move |entry| {
                let (key, state) = window.table.at(entry);
                let pane = window.marks.pane(entry, timing);
                fired(aggregate, key.clone(), state.clone(), window.window, pane, watermark)
            })
        });
        overfull.into_iter().chain(results)
    }

    /// Takes in what other workers have sent and frees what the last tick left behind. Gives the watermark before this tick.
    fn begin<G: Aggregate<State = S>>(&mut self, tick: Tick, aggregate: &G) -> Timestamp {
        self.merge_arrived(aggregate);
        self.take_in_all(aggregate);
        self.decide_ahead::<G>();
        self.recycle();
        let before = self.passed;
        self.passed = before.max(tick.watermark);
        before
    }

    /// An error, if too many windows stay open.
    fn overfull<V>(&self) -> Option<Fired<K, V>> {
        let bound = self.policy.max_open;
        (self.state().len() > bound).then(|| Err(too_many(bound)))
    }

    fn recycle(&mut self) {
        let windows = self.owned.as_mut().unwrap_or(&mut self.windows);
        for (_, table) in self.closing.drain(..) {
            windows.recycle(table);
        }
        for slot in self.forgotten.drain(..) {
            let table = windows.release(slot);
            windows.recycle(table);
        }
    }

    /// Takes the tables of the windows that have ended.
    fn take_ended(&mut self) {
        let windows = self.owned.as_mut().unwrap_or(&mut self.windows);
        while let Some(slot) = windows.first()
            && windows.at(slot).window.end <= self.passed
        {
            let window = windows.at(slot).window;
            windows.forget(slot);
            self.closing.push((window, windows.release(slot)));
        }
    }

    /// Forgets the windows whose lateness has passed; what they hold can be read until the next tick.
    fn forget_expired(&mut self) {
        let windows = self.owned.as_mut().unwrap_or(&mut self.windows);
        while let Some(slot) = windows.first()
            && windows.at(slot).window.end.plus(self.policy.lateness) <= self.passed
        {
            windows.forget(slot);
            self.forgotten.push(slot);
        }
    }

    /// The windows that fire, in order.
    fn firings(&mut self, before: Timestamp, tick: Tick) -> Vec<Firing> {
        let whole = self.whole(before);
        let changed = self.changed_now(tick.now);
        let passed = self.passed;
        let windows = self.owned.as_mut().unwrap_or(&mut self.windows);
        let mut firings: Vec<_> =
            whole.iter().map(|slot| Firing::all(windows, *slot, before, passed)).collect();
        for slot in changed {
            firings.extend(Firing::changed(windows, slot, before, passed));
        }
        firings.sort_by_key(|firing| windows.at(firing.slot).number);
        firings
    }

    /// The slots of the windows of which every key fires.
    fn whole(&self, before: Timestamp) -> Vec<usize> {
        let windows = self.state();
        let ended = || {
            let ends =
                windows.from(self.assign.number(before)).map(|slot| (slot, windows.at(slot).window.end));
            let ended = ends.take_while(|(_, end)| *end <= self.passed).filter(|(_, end)| *end > before);
            ended.map(|(slot, _)| slot).collect()
        };
        match self.policy.emit {
            Emit::OnClose | Emit::Every(_) => ended(),
            Emit::Complete => windows.from(0).collect(),
            Emit::OnUpdate => Vec::new(),
        }
    }

    /// The slots of the windows of which the changed keys fire, unless all do. Others stay among the changed.
    fn changed_now(&mut self, now: Timestamp) -> Vec<usize> {
        let early = self.ticks.early(self.policy.emit, now);
        let windows = self.owned.as_ref().unwrap_or(&self.windows);
        let mut fire = Vec::new();
        self.changed.retain(|number| {
            let Some(slot) = windows.slot(*number) else { return false };
            let now = early || windows.at(slot).window.end <= self.passed;
            fire.extend(now.then_some(slot));
            !now
        });
        fire
    }
}

impl Firing {
    fn all<K, S, I: Copy + Default>(
        windows: &mut OpenWindows<K, S, I>,
        slot: usize,
        before: Timestamp,
        passed: Timestamp,
    ) -> Self {
        let OpenWindow { window, table, marks, .. } = windows.at_mut(slot);
        marks.fire_all(table.len());
        Firing { slot, timing: timing(*window, before, passed), entries: None }
    }

    /// `None` if nothing has changed.
    fn changed<K, S, I: Copy + Default>(
        windows: &mut OpenWindows<K, S, I>,
        slot: usize,
        before: Timestamp,
        passed: Timestamp,
    ) -> Option<Self> {
        let OpenWindow { window, marks, .. } = windows.at_mut(slot);
        let entries = Some(marks.fire_changed()).filter(|entries| !entries.is_empty())?;
        Some(Firing { slot, timing: timing(*window, before, passed), entries: Some(entries) })
    }

    /// The numbers of the entries, of so many.
    fn entries(self, len: usize) -> impl Iterator<Item = usize> {
        let (all, some) = match self.entries {
            None => (0..len, Vec::new()),
            Some(some) => (0..0, some),
        };
        all.chain(some.into_iter().map(|entry| entry as usize))
    }
}

fn timing(window: Window, before: Timestamp, passed: Timestamp) -> Timing {
    if window.end > passed {
        Timing::Early
    } else if window.end > before {
        Timing::OnTime
    } else {
        Timing::Late
    }
}

#[cold]
fn too_many<K>(bound: usize) -> Overflow<K> {
    let error = AggregateError::new(format!(
        "more than {bound} windows are open on one worker; raise `max_open`, or make windows longer or the lateness shorter"
    ));
    Overflow { key: None, error }
}
