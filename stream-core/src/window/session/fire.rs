//! How sessions fire: which are due at a tick, and what comes out of them.

use std::cmp::Reverse;

use super::Session;
use super::held::{Held, NOT_QUEUED, Piece};
use super::queue::Taken;
use super::sift::{sift, wait};
use crate::stage::Tick;
use crate::time::Timestamp;
use crate::window::fired::{Fired, fired};
use crate::window::{Aggregate, AggregateError, Emit, Overflow, Pane, Timing, Window};

/// What happens to a session.
pub(super) struct Due {
    end: i64,
    /// The place of its key, by first sight.
    order: u64,
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
        let end = Timestamp::from_nanos(piece.end);
        let window = Window { start: Timestamp::from_nanos(piece.first), end };
        let pane = Pane { number: piece.fired, timing };
        fired(aggregate, key, piece.state, window, pane, self.watermark)
    }
}

impl<K, S, I: Copy + Default> Session<K, S, I> {
    /// Fires the sessions whose ends the watermark has passed and drops them: for [`Emit::OnClose`] without allowed lateness. Those of
    /// a key come by their ends; those of different keys do but for what lies within a 32nd of the gap, for they are not sorted. The
    /// results are to be taken to the last.
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
            loop {
                let Some(slot) = self.over.pop() else {
                    if self.full.is_some() {
                        return self.overflow().map(Err);
                    }
                    if firing.upto.and_then(|upto| self.look_on(upto)).is_none() {
                        return self.crowd().map(Err);
                    }
                    continue;
                };
                // Apart, so that what comes out of the first is in registers.
                if let Some((key, piece)) = self.take_only(slot) {
                    return Some(firing.result(key, piece, Timing::OnTime, aggregate));
                }
                if let Some((key, piece)) = self.take_first(slot) {
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
        self.due.clear();
        self.gather(firing);
        if self.early && self.ticks.early(self.policy.emit, tick.now) {
            self.gather_early(firing);
        }
        self.due.sort_unstable_by_key(|due| Reverse((due.end, due.order)));
        std::iter::from_fn(move || {
            if self.full.is_some() {
                return self.overflow().map(Err);
            }
            while let Some(due) = self.due.pop() {
                let taken = if due.gone { self.remove(due.slot) } else { self.copy(&due) };
                if let (Some((key, piece)), Some(timing)) = (taken, due.fires) {
                    return Some(firing.result(key, piece, timing, aggregate));
                }
            }
            self.crowd().map(Err)
        })
    }

    fn begin<G: Aggregate<State = S>>(&mut self, tick: Tick, aggregate: &G) -> Firing {
        self.take_in(aggregate);
        let (before, watermark) = (passed(self.watermark), self.watermark());
        self.watermark = self.watermark.max(tick.watermark);
        Firing { upto: passed(self.watermark), before, watermark }
    }

    /// An error, if more sessions of a key are left than may stay.
    #[inline(never)]
    fn crowd(&mut self) -> Option<Overflow<K>> {
        let (held, most) = (&mut self.held, self.rules.most);
        let stays = |slot: &u32| held.value_mut(*slot).is_some_and(|held| held.len() > most);
        let slot = std::mem::take(&mut self.crowded).into_iter().find(stays)?;
        self.full = self.held.remove(slot).map(|(key, _)| key);
        self.overflow()
    }

    fn overflow(&mut self) -> Option<Overflow<K>> {
        let most = self.rules.most;
        let error =
            format!("a key has more than {most} open sessions; raise `max_open`, or make the gap longer");
        self.full.take().map(|key| Overflow { key: Some(key), error: AggregateError::new(error) })
    }

    /// Looks at the next slots, for sessions that end at `upto` or before it; nothing if there are none.
    #[inline(never)]
    fn look_on(&mut self, upto: i64) -> Option<()> {
        let taken = self.queue.take(upto, &mut self.looked)?;
        self.reached = taken.reached;
        sift(&mut self.looked, taken, &mut self.held, &mut self.queue, &mut self.over);
        Some(())
    }

    /// All sessions that fire or go because of the watermark.
    fn gather(&mut self, firing: Firing) {
        let Some(upto) = firing.upto else { return };
        let mut slots = std::mem::take(&mut self.looked);
        while let Some(Taken { out, .. }) = self.queue.take(upto, &mut slots) {
            slots.drain(..).for_each(|slot| self.gather_slot(slot, out, upto, firing.before));
        }
        self.looked = slots;
    }

    fn gather_slot(&mut self, slot: u32, out: i64, upto: i64, before: Option<i64>) {
        let Some(held) = self.held.value_mut(slot) else { return };
        if !held.is_due(upto) {
            return wait(held, slot, out, &mut self.queue);
        }
        let (mut next, order) = (None, held.order);
        for piece in held.pieces() {
            let end = piece.end;
            let goes = end.saturating_add(self.lateness);
            let (fires, gone) = (end <= upto && !piece.closed, goes <= upto);
            if fires || gone {
                let timing = if Some(end) <= before { Timing::Late } else { Timing::OnTime };
                self.due.push(Due { end, order, slot, fires: fires.then_some(timing), gone });
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
        let mut look = |slot: u32, held: &mut Held<K, S>| {
            let order = held.order;
            for piece in held.pieces() {
                let open = Some(piece.end) > firing.upto;
                if open && (all || !piece.still) {
                    piece.still = true;
                    let fires = Some(Timing::Early);
                    self.due.push(Due { end: piece.end, order, slot, fires, gone: false });
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

    /// Takes the session out that is the only one of its key, if the key stays because a copy of it costs nothing.
    #[inline(always)]
    fn take_only(&mut self, slot: u32) -> Option<(K, Piece<S>)> {
        if self.held.value_mut(slot)?.earlier.is_some() {
            return None;
        }
        let (key, held) = self.held.again(slot)?;
        let piece = held.latest.take()?;
        self.closed_keys += 1;
        Some((key, piece))
    }

    /// Takes the first session of a key out; if there are several, the slot is looked at again for the next one.
    #[inline(never)]
    fn take_first(&mut self, slot: u32) -> Option<(K, Piece<S>)> {
        let held = self.held.value_mut(slot)?;
        let Some(next) = held.second_end() else { return self.remove(slot) };
        if next <= self.reached {
            self.over.push(slot);
        } else {
            held.armed = next;
            self.queue.push(next, slot);
        }
        self.more -= 1;
        held.take_earlier(&mut self.spare)
    }

    /// Takes the first session of a key out.
    #[inline(never)]
    fn remove(&mut self, slot: u32) -> Option<(K, Piece<S>)> {
        let held = self.held.value_mut(slot)?;
        if held.earlier.is_some() {
            self.more -= 1;
            return held.take_earlier(&mut self.spare);
        }
        self.take_only(slot).or_else(|| {
            let (key, held) = self.held.remove(slot)?;
            self.closed_keys += 1;
            Some((key, held.latest?))
        })
    }

    /// A copy of a session, which has then one more result.
    fn copy(&mut self, &Due { end, slot, .. }: &Due) -> Option<(K, Piece<S>)>
    where
        K: Clone,
        S: Clone,
    {
        let (key, held) = self.held.get_mut(slot)?;
        let piece = held.piece(end)?;
        let copy = piece.clone();
        piece.fired = piece.fired.saturating_add(1);
        Some((key.clone(), copy))
    }
}
