//! Windows of one length that follow one another: each record is in exactly one.
//!
//! Contract: a record is late, and nothing else happens to it, if the end of its window and the allowed lateness are not after its own
//! watermark. A window fires when the watermark of a tick reaches its end and is forgotten when the lateness has passed too. A
//! tick costs what it fires and what has changed, not what is held.

mod ahead;
mod firing;
mod open_windows;
mod sharing;
#[cfg(test)]
mod tests;

use std::time::Duration;

use open_windows::{OpenWindows, place_of};

use super::aggregate::Aggregate;
use super::aggregates::Closures;
use super::assign::Assign;
use super::policy::{Emit, Policy, Slot, Ticks};
use super::sharing::Sharing;
use super::windowed::Window;
use crate::keyed::Entries;
use crate::keyed::key::{KeyKind, Seed};
use crate::stage::{Gauge, Sampled, Stamp, Worker};
use crate::time::Timestamp;

pub use sharing::Parcel;

/// The windows of an operator on one worker: states `S` of the keys `K`, whose [image](KeyKind::Image) is `I`, in windows of `W`.
/// Flink's tumbling window.
#[repr(C)]
pub struct Fixed<K, S, I, W> {
    /// With one worker all windows; with several what came in this batch. First, so that what is at hand is found without an offset.
    windows: OpenWindows<K, S, I>,

    // Configuration.
    assign: W,
    policy: Policy,

    // Live.
    seed: Seed,
    /// A record is not just added: its window's marks are kept, or it is sent as it is, or it waits.
    special: bool,
    /// Records wait for others, with which they are taken in: the tables are large.
    ahead: bool,
    /// Records cannot wait: their keys would have to be copied.
    copied: bool,
    /// The slots of windows for which records wait.
    awaited: Vec<usize>,
    /// With several workers: how a batch gets to the owners of its keys.
    sharing: Sharing,
    /// This worker, from 0, and how many there are, as far as it is known.
    me: usize,
    workers: usize,
    /// The memory of packets that have come, for those that go next.
    rooms: Vec<Vec<(K, S)>>,
    /// What other workers have sent, to be merged.
    arrived: Vec<Parcel<K, S, I>>,
    /// Tables of windows that have closed, to be emptied.
    closing: Vec<(Window, Entries<K, S, I>)>,
    /// Slots of windows that were forgotten after they fired for the last time.
    forgotten: Vec<usize>,
    /// Numbers of the windows with keys that have changed and were not given out, where this is kept.
    changed: Vec<u64>,
    /// When early results come out.
    ticks: Ticks,
    /// How many keys the windows hold, and how many bytes they take.
    size: Sampled<(usize, usize)>,
    late: u64,

    // Checkpointed.
    /// With several workers the windows of the keys that this one owns.
    owned: Option<OpenWindows<K, S, I>>,
    /// The watermark of the last tick.
    passed: Timestamp,
}

impl<K, S, I: Copy + Default, W: Assign> Fixed<K, S, I, W> {
    /// No window is open.
    pub fn new(assign: W, policy: Policy) -> Self {
        let (sharing, arrived, closing, forgotten, changed, ticks, late, owned) = Default::default();
        let (ahead, copied, awaited, me, workers, rooms, size) = Default::default();
        let (windows, passed) = (OpenWindows::new(), Timestamp::MIN);
        let (special, seed) = (policy.fires_again(), Seed::default());
        #[rustfmt::skip]
        return Fixed { assign, policy, seed, special, ahead, copied, awaited, sharing, me, workers, rooms, arrived, closing, forgotten, changed, ticks, size, late, windows, owned, passed };
    }

    /// The windows are of a pipeline that this worker belongs to. Otherwise they find out with the first exchange.
    #[must_use]
    pub fn on(mut self, worker: &Worker) -> Self {
        if !worker.alone() {
            self.be_one_of(worker.index(), worker.workers());
        }
        self
    }

    /// This is worker `me` of several.
    fn be_one_of(&mut self, me: usize, workers: usize) {
        self.owned.get_or_insert_with(OpenWindows::new);
        (self.me, self.workers, self.special) = (me, workers, true);
    }

    /// The window of a record, for [`Fixed::add`]; `None` if it is late.
    #[inline(always)]
    pub fn open(&mut self, stamp: Stamp) -> Option<Slot> {
        // The place is the same at hand and not, so the table is found while the window is still looked at.
        let quick = self.assign.quick(stamp.time);
        if self.windows.is_at_hand(quick, stamp.watermark) || self.reach(quick, stamp) {
            Some(Slot(place_of(quick) as i64))
        } else {
            None
        }
    }

    /// Takes the window of a record at hand, be it new. Says whether the record is in time.
    #[cold]
    #[inline(never)]
    fn reach(&mut self, quick: u64, stamp: Stamp) -> bool {
        let number = self.assign.number(stamp.time);
        let window = self.assign.window(number);
        let expiry = window.end.plus(self.policy.lateness);
        if expiry <= stamp.watermark {
            self.late += 1;
            return false;
        }
        let slot = self.windows.reach(number, || window);
        self.windows.take(slot, place_of(quick), expiry, !self.special);
        true
    }

    /// Adds a record to its window, which [`Fixed::open`] has given just before.
    #[inline(always)]
    pub fn add<Q, Kind, G>(&mut self, slot: Slot, kind: Kind, key: Q, _: Stamp, input: G::In, aggregate: &G)
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
        G: Aggregate<State = S>,
    {
        if self.special {
            return self.add_specially(slot, kind, key, input, aggregate);
        }
        // By the operator's seed: the key is looked at while its window is not yet known.
        let look = Kind::look(&key, &self.seed);
        let table = self.windows.table_at(slot.0 as usize);
        let add = |state: &mut S, input| aggregate.add(state, input);
        table.upsert_seen(kind, key, look, input, || aggregate.init(), add);
    }

    #[inline(never)]
    fn add_specially<Q, Kind, G>(&mut self, slot: Slot, kind: Kind, key: Q, input: G::In, aggregate: &G)
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
        G: Aggregate<State = S>,
    {
        let slot = self.windows.slot_at(slot.0 as usize);
        let state = |input| {
            let mut state = aggregate.init();
            aggregate.add(&mut state, input);
            state
        };
        if self.ahead {
            if Kind::FREE {
                return self.wait(slot, kind, key, state(input), aggregate);
            }
            self.copied = true;
        }
        if let Some(workers) = self.sharing.raw {
            self.sharing.records += 1;
            return self.send(slot, workers, kind, key, state(input), aggregate);
        }
        let windows = &self.windows;
        self.sharing.count(self.workers, || windows.keys());
        let window = self.windows.at_mut(slot);
        let entry = window.table.upsert(
            kind,
            key,
            input,
            || aggregate.init(),
            |state, input| aggregate.add(state, input),
        );
        if self.owned.is_none()
            && tracks(&self.policy, window.window, self.passed)
            && window.marks.touch(entry)
        {
            self.changed.push(window.number);
        }
    }

    /// The next instant, in the time of the windows, at which one fires.
    pub fn next_close(&self) -> Option<Timestamp> {
        let windows = self.state();
        let ends = windows.from(self.assign.number(self.passed)).map(|slot| windows.at(slot).window.end);
        ends.into_iter().find(|end| *end > self.passed)
    }

    /// The next instant of processing time at which early results are due.
    pub fn next_tick(&self) -> Option<Timestamp> {
        self.ticks.next(self.policy.emit).filter(|_| !self.changed.is_empty())
    }

    /// The watermark of what comes out: that of the last tick less the allowed lateness.
    pub fn watermark(&self) -> Timestamp {
        behind(self.passed, self.policy.lateness)
    }

    /// How long a window is kept after its end.
    pub fn lateness(&self) -> Duration {
        self.policy.lateness
    }

    /// What is held.
    pub fn gauge(&self) -> Gauge {
        let state = self.state();
        let (keys, bytes) = self.size.of(state.len(), || state.size());
        Gauge {
            late: self.late,
            late_in_part: 0,
            windows: state.len() as u64,
            keys: keys as u64,
            bytes: bytes as u64,
        }
    }

    /// The windows of the keys that this worker owns.
    fn state(&self) -> &OpenWindows<K, S, I> {
        self.owned.as_ref().unwrap_or(&self.windows)
    }
}

impl<K, T, I, W> Closures<T> for Fixed<K, Option<T>, I, W> {}

/// Whether it is kept which keys of a window have changed. Results that come out on close need it for closed windows only.
fn tracks(policy: &Policy, window: Window, passed: Timestamp) -> bool {
    policy.emit != Emit::OnClose || window.end <= passed
}

/// The watermark of what comes out of an operator that has passed `passed` and is this late.
pub(super) fn behind(passed: Timestamp, lateness: Duration) -> Timestamp {
    if passed == Timestamp::MAX { passed } else { passed.minus(lateness) }
}
