//! Windows that overlap: one begins in every slide, and each record is in all that cover it.
//!
//! Contract: a record is late for a window if the window's end and the allowed lateness are not after its own watermark; it is
//! late, and nothing else happens to it, if it is so for all its windows. A window fires when the watermark of a tick reaches its
//! end. Taking a record in costs the same however many windows cover it, and a firing costs its keys: the panes that
//! windows share are merged once, as `held.rs` says.

mod again;
mod fire;
mod held;
mod open_panes;
mod recent;
mod sharing;
mod slide;
mod strays;
#[cfg(test)]
mod tests;

use std::time::Duration;

use self::fire::Current;
pub(super) use self::held::Held;
use self::held::Place;
use self::open_panes::OpenPanes;
use self::recent::Recent;
use self::sharing::Sharing;
pub use self::sharing::SlidingPacket;
use self::slide::Shape;
pub use self::slide::{Panes, Slide, SlideOf};
use super::Aggregate;
use super::aggregates::Closures;
use super::fixed::behind;
use super::policy::{Policy, Slot, Ticks};
use crate::keyed::Entries;
use crate::keyed::key::KeyKind;
use crate::stage::{Gauge, Stamp};
use crate::time::Timestamp;

/// Instead of a pane: the record is late. No pane that is judged has this number: it holds the last instant only, which is never late.
const LATE: u64 = u64::MAX;

/// The windows of an operator on one worker: states `S` of the keys `K`, whose [image](KeyKind::Image) is `I`, in windows over the
/// panes of `W`. Flink's sliding window.
pub struct Sliding<K, S, I, W> {
    // Configuration.
    panes: W,
    shape: Shape,
    policy: Policy,
    /// Windows may fire more than once.
    again: bool,

    // Live.
    /// The next record is not just added to its pane.
    special: bool,
    /// The next record belongs into these windows only.
    narrowed: Option<Place>,
    /// With several workers: how a batch gets to the owners of its keys.
    sharing: Option<Sharing<K, S, I>>,
    /// What other workers have sent.
    arrived: Vec<SlidingPacket<K, S, I>>,
    /// The window that fires just now.
    current: Option<Current>,
    /// Its states that have not come out: entries from the last to the next.
    fired: Vec<(usize, S)>,
    /// Entries with changed marks.
    changed: Vec<u32>,
    /// When early results come out.
    ticks: Ticks,
    /// Keys of which nothing is held any more.
    dead: usize,
    late: u64,
    late_in_part: u64,

    // Checkpointed.
    held: Entries<K, Held<S>, I>,
    /// What came lately, where windows fire once and there is one worker.
    recent: Recent<S>,
    /// The panes that are held.
    open: OpenPanes,
    /// No stray begins with an earlier window.
    stray: i128,
    /// No window before it is to fire.
    floor: i128,
    /// The watermark of the last tick.
    passed: Timestamp,
}

impl<K, S, I: Copy + Default, W: Panes> Sliding<K, S, I, W> {
    /// No window is open.
    pub fn new(panes: W, policy: Policy) -> Self {
        let again = policy.fires_again();
        Sliding {
            shape: panes.shape(),
            policy,
            again,
            special: again,
            narrowed: None,
            sharing: None,
            arrived: Vec::new(),
            current: None,
            fired: Vec::new(),
            changed: Vec::new(),
            ticks: Ticks::default(),
            dead: 0,
            late: 0,
            late_in_part: 0,
            held: Entries::new(),
            recent: Recent::new(panes.shape().length()),
            open: OpenPanes::new(),
            stray: i128::MAX,
            floor: i128::MIN,
            passed: Timestamp::MIN,
            panes,
        }
    }

    /// The pane of a record, for [`Sliding::add`]; `None` if it is late for all windows.
    #[inline(always)]
    pub fn open(&mut self, stamp: Stamp) -> Option<Slot> {
        let pane = self.panes.pane(stamp.time);
        // All its windows end after its time.
        if stamp.time >= stamp.watermark.max(self.passed) {
            return Some(Slot(pane as i64));
        }
        match self.judge(pane, stamp.watermark) {
            LATE => None,
            pane => Some(Slot(pane as i64)),
        }
    }

    /// For which of its windows a record is late: its pane, or [`LATE`]. In processing time none is: when the clock was set back it
    /// belongs to the present.
    #[cold]
    #[inline(never)]
    fn judge(&mut self, pane: u64, watermark: Timestamp) -> u64 {
        if watermark == Timestamp::MIN {
            return self.panes.pane(self.passed).max(pane);
        }
        let bound = self.bound(watermark.max(self.passed), self.policy.lateness);
        let (first, last) = (self.shape.first(pane.into()), self.shape.last(pane));
        if last < bound {
            self.late += 1;
            return LATE;
        }
        if first < bound {
            self.late_in_part += 1;
            self.narrowed = Some(Place::Windows(self.shape.first(bound), last));
            self.special = true;
        }
        pane
    }

    /// The windows before this one end, with the lateness, at or before the watermark.
    fn bound(&self, watermark: Timestamp, lateness: Duration) -> i128 {
        if watermark == Timestamp::MAX {
            i128::MAX
        } else {
            self.panes.pane(watermark.minus(lateness)).into()
        }
    }

    /// Adds a record to its pane, which [`Sliding::open`] has given just before.
    #[inline(always)]
    pub fn add<Q, Kind, G>(&mut self, slot: Slot, kind: Kind, key: Q, _: Stamp, input: G::In, aggregate: &G)
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
        G: Aggregate<State = S>,
    {
        let pane = slot.0 as u64;
        if self.special {
            return self.add_specially(pane, kind, key, input, aggregate);
        }
        let entry = self.held.upsert(kind, key, (), Held::new, |_, ()| ());
        let Sliding { recent, open, .. } = self;
        match recent.get(entry, pane, || open.knows(pane)) {
            Some(state) => aggregate.add(state, input),
            None => aggregate.add(self.reach(entry, pane, aggregate), input),
        }
    }

    #[inline(never)]
    fn reach<G: Aggregate<State = S>>(&mut self, entry: usize, pane: u64, aggregate: &G) -> &mut S {
        self.open.note(pane);
        self.recent.reach(entry, pane, self.held.at_mut(entry).1, aggregate)
    }

    #[inline(never)]
    fn add_specially<Q, Kind, G>(&mut self, pane: u64, kind: Kind, key: Q, input: G::In, aggregate: &G)
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
        G: Aggregate<State = S>,
    {
        let place = self.narrowed.take().unwrap_or(Place::Pane(pane));
        self.special = self.again || self.sharing.is_some();
        if let Some(sharing) = &mut self.sharing {
            return sharing.add(kind, key, place, input, aggregate);
        }
        let entry = self.held.upsert(kind, key, (), Held::new, |_, ()| ());
        self.put(entry, place, one(input, aggregate), aggregate);
    }

    /// Takes a state in.
    fn put<G: Aggregate<State = S>>(&mut self, entry: usize, place: Place, state: S, aggregate: &G) {
        self.held.at_mut(entry).1.put(place, state, aggregate);
        match place {
            Place::Pane(pane) => self.open.note(pane),
            Place::Windows(first, _) => self.stray = self.stray.min(first),
        }
        self.track(entry, place);
    }

    /// The next instant, in the time of the windows, at which one may fire.
    pub fn next_close(&self) -> Option<Timestamp> {
        if self.held.len() == self.dead {
            return None;
        }
        let window = self.next_window()?;
        let end = self.shape.window(window).end;
        (end > self.passed || end == Timestamp::MAX).then_some(end)
    }

    /// The first window that has not fired and may have records.
    fn next_window(&self) -> Option<i128> {
        let pane = self.open.first().map_or(i128::MAX, |pane| self.shape.first(pane.into()));
        let first = pane.min(self.stray);
        (first < i128::MAX).then(|| first.max(self.floor))
    }

    /// How many windows from `from` on are open, but those that have only records that are late in part.
    fn windows_from(&self, from: i128) -> u64 {
        self.open.windows(self.shape, from.max(self.floor))
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

    /// What is held. Windows are those that have records, of whatever key.
    pub fn gauge(&self) -> Gauge {
        Gauge {
            late: self.late,
            late_in_part: self.late_in_part,
            windows: self.windows_from(i128::MIN),
            keys: (self.held.len() - self.dead) as u64,
            bytes: (self.held.bytes() + self.recent.bytes()) as u64,
        }
    }
}

impl<K, T, I, W> Closures<T> for Sliding<K, Option<T>, I, W> {}

/// The state of one record.
#[inline]
fn one<G: Aggregate>(input: G::In, aggregate: &G) -> G::State {
    let mut state = aggregate.init();
    aggregate.add(&mut state, input);
    state
}
