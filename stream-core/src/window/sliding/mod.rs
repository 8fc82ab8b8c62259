//! Windows that overlap: one begins in every slide, and each record is in all that cover it.
//!
//! Contract: a record is late for a window if the window's end and the allowed lateness are not after its own watermark; it is
//! late, and nothing else happens to it, if it is so for all its windows. A window fires when the watermark of a tick reaches its
//! end. Taking a record in costs the same however many windows cover it, and a firing costs its keys: the panes that
//! windows share are merged once, as `held.rs` says, or are few, as `columns.rs` says.

mod again;
mod columns;
mod fire;
mod held;
mod keys;
mod open_panes;
mod sharing;
mod slide;
mod strays;
#[cfg(test)]
mod tests;

use std::time::Duration;

use self::columns::place;
use self::fire::Current;
pub(super) use self::held::Held;
use self::held::Place;
use self::keys::Keys;
use self::open_panes::OpenPanes;
use self::sharing::Sharing;
pub use self::sharing::SlidingPacket;
use self::slide::Shape;
pub use self::slide::{Panes, Slide, SlideOf};
use super::Aggregate;
use super::aggregates::Closures;
use super::fixed::behind;
use super::policy::{Policy, Slot, Ticks};
use crate::keyed::key::KeyKind;
use crate::stage::{Gauge, Stamp};
use crate::time::Timestamp;

/// The slot of a record that is not just added to a column.
const SPECIAL: Slot = Slot(-1);

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
    /// Where the next record belongs, if it is not just added to a column.
    place: Place,
    /// With several workers: how a batch gets to the owners of its keys.
    sharing: Option<Sharing<K, S, I>>,
    /// What other workers have sent.
    arrived: Vec<SlidingPacket<K, S, I>>,
    /// The window that fires just now.
    current: Option<Current>,
    /// Its states that have not come out: those of some keys from the last to the next.
    fired: Vec<S>,
    /// Entries with changed marks.
    changed: Vec<u32>,
    /// When early results come out.
    ticks: Ticks,
    /// Keys of which nothing is held any more.
    dead: usize,
    late: u64,
    late_in_part: u64,

    // Checkpointed.
    keys: Keys<K, S, I>,
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
            place: Place::Pane(0),
            sharing: None,
            arrived: Vec::new(),
            current: None,
            fired: Vec::new(),
            changed: Vec::new(),
            ticks: Ticks::default(),
            dead: 0,
            late: 0,
            late_in_part: 0,
            keys: Keys::new(panes.shape().length()),
            open: OpenPanes::new(),
            stray: i128::MAX,
            floor: i128::MIN,
            passed: Timestamp::MIN,
            panes,
        }
    }

    /// Where a record belongs, for [`Sliding::add`]; `None` if it is late for all windows.
    #[inline(always)]
    pub fn open(&mut self, stamp: Stamp) -> Option<Slot> {
        let pane = self.panes.pane(stamp.time);
        // None of its windows has ended.
        if self.keys.columns.takes(pane) && stamp.time >= stamp.watermark {
            return Some(Slot(place(pane) as i64));
        }
        if self.judge(pane, stamp) { Some(SPECIAL) } else { None }
    }

    /// Finds the place of a record. Whether it has one: it has none if it is late for all its windows.
    #[inline(never)]
    fn judge(&mut self, pane: u64, Stamp { time, watermark }: Stamp) -> bool {
        let passed = watermark.max(self.passed);
        self.place = Place::Pane(pane);
        if time >= passed {
            // All its windows end after its time.
            return true;
        }
        if watermark == Timestamp::MIN {
            // In processing time no record is late: when the clock was set back it belongs to the present.
            self.place = Place::Pane(self.panes.pane(passed).max(pane));
            return true;
        }
        let bound = self.bound(passed, self.policy.lateness);
        let (first, last) = (self.shape.first(pane.into()), self.shape.last(pane));
        if last < bound {
            self.late += 1;
            return false;
        }
        if first < bound {
            self.late_in_part += 1;
            self.place = Place::Windows(self.shape.first(bound), last);
        }
        true
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
        if slot == SPECIAL {
            return self.add_specially(kind, key, input, aggregate);
        }
        self.keys.add(slot.0 as usize, kind, key, input, aggregate);
    }

    #[inline(never)]
    fn add_specially<Q, Kind, G>(&mut self, kind: Kind, key: Q, input: G::In, aggregate: &G)
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
        G: Aggregate<State = S>,
    {
        let place = self.place;
        if let Some(sharing) = &mut self.sharing {
            return sharing.add(kind, key, place, input, aggregate);
        }
        let entry = self.keys.enter(kind, key);
        match place {
            Place::Pane(pane) => aggregate.add(self.reach(entry, pane, aggregate), input),
            Place::Windows(..) => self.put(entry, place, one(input, aggregate), aggregate),
        }
        self.track(entry, place);
    }

    /// Takes a state in.
    fn put<G: Aggregate<State = S>>(&mut self, entry: usize, place: Place, state: S, aggregate: &G) {
        match place {
            Place::Pane(pane) => aggregate.merge(self.reach(entry, pane, aggregate), state),
            Place::Windows(first, last) => {
                self.stray = self.stray.min(first);
                self.keys.apart(entry).put_stray(first, last, state);
            }
        }
    }

    /// The state of a pane of a key.
    fn reach<G: Aggregate<State = S>>(&mut self, entry: usize, pane: u64, aggregate: &G) -> &mut S {
        self.open.note(pane);
        if self.again {
            return self.keys.apart(entry).reach(pane, || aggregate.init());
        }
        self.keys.reach(entry, pane, aggregate)
    }

    /// The next instant, in the time of the windows, at which one may fire.
    pub fn next_close(&self) -> Option<Timestamp> {
        if self.keys.len() == self.dead {
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
            keys: (self.keys.len() - self.dead) as u64,
            bytes: self.keys.bytes() as u64,
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
