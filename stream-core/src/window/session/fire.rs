//! How sessions fire: which are due at a tick, and what comes out of them.

use super::Session;
use super::held::{NOT_QUEUED, Piece};
use crate::stage::Tick;
use crate::time::Timestamp;
use crate::window::fired::{Fired, fired};
use crate::window::{Aggregate, AggregateError, Emit, Overflow, Pane, Timing, Window};

/// What happens to a session.
#[derive(Clone, Copy)]
pub(super) struct Due {
    /// The time of its last record.
    last: i64,
    slot: u32,
    /// A result comes out.
    fires: Option<Timing>,
    /// Its state goes.
    gone: bool,
}

/// What the firings of a tick have in common.
#[derive(Clone, Copy)]
struct Firing {
    /// The last end that the watermark has passed, if any; and the last it had passed before.
    upto: Option<i64>,
    before: Option<i64>,
    /// The watermark that results are stamped with.
    watermark: Timestamp,
    gap: i64,
}

/// The last instant that the watermark has passed: all of them at the end of the input.
fn passed(watermark: Timestamp) -> Option<i64> {
    if watermark == Timestamp::MAX { Some(i64::MAX) } else { watermark.as_nanos().checked_sub(1) }
}

impl Firing {
    fn result<K, S, G: Aggregate<State = S>>(
        self,
        key: K,
        piece: Piece<S>,
        timing: Timing,
        aggregate: &G,
    ) -> Fired<K, G::Output> {
        let end = Timestamp::from_nanos(piece.last.saturating_add(self.gap));
        let window = Window { start: Timestamp::from_nanos(piece.first), end };
        let pane = Pane { number: piece.fired, timing };
        fired(aggregate, key, piece.state, window, pane, self.watermark)
    }
}

impl<K, S, I: Copy + Default> Session<K, S, I> {
    /// Fires the sessions whose ends the watermark has passed, by their ends, and drops them: for [`Emit::OnClose`] without
    /// allowed lateness. The results are to be taken to the last.
    ///
    /// # Errors
    /// An aggregate has no value, or a key has more sessions than it may.
    pub fn close<'a, G>(
        &'a mut self,
        tick: Tick,
        aggregate: &'a G,
    ) -> impl Iterator<Item = Fired<K, G::Output>> + 'a
    where
        G: Aggregate<State = S>,
    {
        let firing = self.begin(tick, aggregate);
        std::iter::from_fn(move || {
            if self.full.is_some() {
                return self.overflow().map(Err);
            }
            loop {
                while self.due.is_empty() {
                    self.find_due(firing.upto?)?;
                }
                if let Some((key, piece)) = self.due.pop().and_then(|due| self.remove(due)) {
                    return Some(firing.result(key, piece, Timing::OnTime, aggregate));
                }
            }
        })
    }

    /// As [`Session::close`], for every other policy: sessions fire again for late records, and before their end if early results
    /// are due. By end, then by first sight of the key.
    ///
    /// # Errors
    /// As [`Session::close`].
    pub fn emit<'a, G>(
        &'a mut self,
        tick: Tick,
        aggregate: &'a G,
    ) -> impl Iterator<Item = Fired<K, G::Output>> + 'a
    where
        G: Aggregate<State = S>,
        K: Clone,
        S: Clone,
    {
        let firing = self.begin(tick, aggregate);
        self.gather(firing);
        if self.early && self.ticks.early(self.policy.emit, tick.now) {
            self.gather_early(firing);
        }
        self.sort_due();
        std::iter::from_fn(move || {
            if self.full.is_some() {
                return self.overflow().map(Err);
            }
            while let Some(due) = self.due.pop() {
                let taken = if due.gone { self.remove(due) } else { self.copy(due) };
                if let (Some((key, piece)), Some(timing)) = (taken, due.fires) {
                    return Some(firing.result(key, piece, timing, aggregate));
                }
            }
            None
        })
    }

    fn begin<G: Aggregate<State = S>>(&mut self, tick: Tick, aggregate: &G) -> Firing {
        self.take_in(aggregate);
        let (before, watermark) = (passed(self.watermark), self.watermark());
        self.watermark = self.watermark.max(tick.watermark);
        Firing { upto: passed(self.watermark), before, watermark, gap: self.rules.gap }
    }

    fn overflow(&mut self) -> Option<Overflow<K>> {
        let most = self.rules.most;
        let error =
            format!("a key has more than {most} open sessions; raise `max_open`, or make the gap longer");
        self.full.take().map(|key| Overflow { key: Some(key), error: AggregateError::new(error) })
    }

    /// The order in which they fire, the last first: by end, which is by last record, then by first sight of the key.
    fn sort_due(&mut self) {
        let Session { due, held, .. } = self;
        due.sort_unstable_by(|a, b| {
            b.last.cmp(&a.last).then_with(|| {
                let order = |due: &Due| held.get(due.slot).map_or(0, |(_, held)| held.order);
                order(b).cmp(&order(a))
            })
        });
    }

    /// Finds the next sessions that end at `upto` or before it; nothing if there are none.
    fn find_due(&mut self, upto: i64) -> Option<()> {
        let mut items = std::mem::take(&mut self.items);
        let reached = self.queue.take(upto, &mut items);
        for (at, slot) in items.drain(..) {
            if let Some(reached) = reached {
                self.close_slot(at, slot, reached);
            }
        }
        self.items = items;
        self.sort_due();
        reached.map(|_| ())
    }

    /// The sessions of a slot that end at `reached` or before it are due; it is queued again for the first of the others.
    #[inline]
    fn close_slot(&mut self, at: i64, slot: u32, reached: i64) {
        let Some(held) = self.held.value_mut(slot).filter(|held| held.armed == at) else { return };
        let mut next = None;
        let latest = self.rules.end(held.latest.last);
        if held.earlier.is_empty() && latest > reached {
            held.armed = latest;
            return self.queue.push(latest, slot);
        }
        for piece in held.pieces() {
            let end = self.rules.end(piece.last);
            if end > reached {
                next = Some(end);
                break;
            }
            self.due.push(Due { last: piece.last, slot, fires: Some(Timing::OnTime), gone: true });
        }
        held.armed = next.unwrap_or(NOT_QUEUED);
        next.into_iter().for_each(|next| self.queue.push(next, slot));
    }

    /// All sessions that fire or go because of the watermark.
    fn gather(&mut self, firing: Firing) {
        let Some(upto) = firing.upto else { return };
        let mut items = std::mem::take(&mut self.items);
        while self.queue.take(upto, &mut items).is_some() {
            for (at, slot) in items.drain(..) {
                self.gather_slot(at, slot, upto, firing.before);
            }
        }
        self.items = items;
    }

    fn gather_slot(&mut self, at: i64, slot: u32, upto: i64, before: Option<i64>) {
        let Some(held) = self.held.value_mut(slot).filter(|held| held.armed == at) else { return };
        let mut next = None;
        for piece in held.pieces() {
            let end = self.rules.end(piece.last);
            let goes = end.saturating_add(self.lateness);
            let (fires, gone) = (end <= upto && !piece.closed, goes <= upto);
            if fires || gone {
                let timing = if Some(end) <= before { Timing::Late } else { Timing::OnTime };
                self.due.push(Due { last: piece.last, slot, fires: fires.then_some(timing), gone });
            }
            if fires {
                (piece.closed, piece.still) = (true, true);
            }
            if !gone {
                let at = if piece.closed { goes } else { end };
                next = Some(next.map_or(at, |next: i64| next.min(at)));
            }
        }
        held.armed = next.unwrap_or(NOT_QUEUED);
        next.into_iter().for_each(|next| self.queue.push(next, slot));
    }

    /// All sessions whose end is to come and of which there is news; or simply all of them.
    fn gather_early(&mut self, firing: Firing) {
        let all = self.policy.emit == Emit::Complete;
        let mut look = |slot: u32, held: &mut super::Held<K, S>| {
            for piece in held.pieces() {
                let open = Some(self.rules.end(piece.last)) > firing.upto;
                if open && (all || !piece.still) {
                    piece.still = true;
                    self.due.push(Due { last: piece.last, slot, fires: Some(Timing::Early), gone: false });
                }
            }
        };
        if all {
            self.held.iter_mut().for_each(|(slot, held)| look(slot, held));
        } else {
            for slot in &self.changed {
                self.held.value_mut(*slot).into_iter().for_each(|held| look(*slot, held));
            }
        }
        self.changed.clear();
    }

    /// Takes a session out.
    fn remove(&mut self, Due { last, slot, .. }: Due) -> Option<(K, Piece<S>)> {
        self.windows = self.windows.saturating_sub(1);
        let held = self.held.value_mut(slot)?;
        if !held.earlier.is_empty() {
            return held.remove(last);
        }
        self.held.remove(slot).map(|(key, held)| (key, held.latest))
    }

    /// A copy of a session, which has then one more result.
    fn copy(&mut self, Due { last, slot, .. }: Due) -> Option<(K, Piece<S>)>
    where
        K: Clone,
        S: Clone,
    {
        let (key, held) = self.held.get_mut(slot)?;
        let piece = held.piece(last);
        let copy = piece.clone();
        piece.fired = piece.fired.saturating_add(1);
        Some((key.clone(), copy))
    }
}
