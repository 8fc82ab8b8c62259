//! How records get into large tables: several at a time, which is faster than one by one.
//!
//! With one worker, where results come out once, records wait as states of their own until there are enough of them or the batch ends. It
//! is done where that makes no difference to the result and no key has to be copied for it.

use super::Fixed;
use crate::keyed::key::KeyKind;
use crate::window::Aggregate;
use crate::window::assign::Assign;

/// How many records of a window wait at most.
pub(super) const WAITING: usize = 256;

impl<K, S, I: Copy + Default, W: Assign> Fixed<K, S, I, W> {
    /// Adds the state of a record to those that wait.
    #[inline(always)]
    pub(super) fn wait<Q, Kind, G>(&mut self, slot: usize, kind: Kind, key: Q, state: S, aggregate: &G)
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
        G: Aggregate<State = S>,
    {
        let window = self.windows.at_mut(slot);
        if window.coming.is_empty() {
            window.table.know(kind);
            self.awaited.push(slot);
        }
        window.coming.push((Kind::own(key), state));
        if window.coming.len() == WAITING {
            self.take_in(slot, kind, aggregate);
        }
    }

    /// Takes in what waits for a window.
    #[inline(never)]
    fn take_in<Q, Kind, G>(&mut self, slot: usize, kind: Kind, aggregate: &G)
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
        G: Aggregate<State = S>,
    {
        self.awaited.retain(|awaited| *awaited != slot);
        let window = self.windows.at_mut(slot);
        window.table.absorb(kind, &mut window.coming, |state, other| aggregate.merge(state, other));
    }

    /// Takes in what waits for any window.
    pub(super) fn take_in_all<G: Aggregate<State = S>>(&mut self, aggregate: &G) {
        for slot in self.awaited.drain(..) {
            let window = self.windows.at_mut(slot);
            window.table.absorb_known(&mut window.coming, |state, other| aggregate.merge(state, other));
        }
    }

    /// A batch has ended: decides whether the records of the next one wait.
    pub(super) fn decide_ahead<G: Aggregate<State = S>>(&mut self) {
        if !G::PARTS || self.owned.is_some() || self.policy.fires_again() {
            return;
        }
        let ahead = !self.copied && self.windows.absorb_faster();
        if ahead != self.ahead {
            self.windows.settle();
            (self.ahead, self.special) = (ahead, ahead);
        }
    }
}
