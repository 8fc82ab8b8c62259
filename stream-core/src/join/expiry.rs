//! What becomes of the records that can have no partner any more.
//!
//! Where those without a partner come out, a wheel tells when a key is due, to the nanosecond. Else nobody sees when a record is
//! dropped, and the keys are looked at in turn, at each once while the watermark moves by the limit of the join.

use std::vec::IntoIter;

use super::mode::{Mark, Mode};
use super::queue::Held;
use super::span::Span;
use super::state::State;
use crate::stage::Stamp;
use crate::time::Timestamp;

/// A result, with its stamp.
pub(super) type Joined<K, O> = (Stamp, (K, O));

/// Where the records go that come out without a partner.
struct Alone<'o, K, O> {
    stamp: Stamp,
    out: &'o mut Vec<Joined<K, O>>,
}

impl<K: Clone, O> Alone<'_, K, O> {
    fn left<V, W, M: Mode<V, W, Out = O>>(&mut self, key: &K, held: Held<V, M::Mark>) {
        if M::OUTER && !held.mark.is_set() {
            self.push(key, held.reach.time, M::left(held.value));
        }
    }

    fn right<V, W, M: Mode<V, W, Out = O>>(&mut self, key: &K, held: Held<W, M::Mark>) {
        if M::OUTER && !held.mark.is_set() {
            self.push(key, held.reach.time, M::right(held.value));
        }
    }

    fn push(&mut self, key: &K, time: Timestamp, alone: Option<O>) {
        self.out.extend(alone.map(|alone| (Stamp { time, ..self.stamp }, (key.clone(), alone))));
    }
}

impl<K: Clone, V, W, I: Copy + Default, T: Mark> State<K, V, W, I, T> {
    /// The end of a batch. Gives the records that come out without a partner, with `stamp` but for the time; that is where the
    /// watermark is.
    pub(super) fn end<M: Mode<V, W, Mark = T>>(&mut self, stamp: Stamp) -> IntoIter<Joined<K, M::Out>> {
        let (to, mut out) = (stamp.time, Vec::new());
        let mut alone = Alone { stamp, out: &mut out };
        self.settle();
        self.watermark = self.watermark.max(to);
        if to == Timestamp::MAX {
            self.drop_all::<M>(&mut alone);
        } else if let Some(limit) = self.limit {
            match M::OUTER {
                true => self.drop_due::<M>(to, limit, &mut alone),
                false => self.sweep::<M>(to, limit, &mut alone),
            }
        }
        out.sort_by_key(|(stamp, _)| stamp.time);
        out.into_iter()
    }

    /// Drops what the wheel has passed.
    fn drop_due<M: Mode<V, W, Mark = T>>(
        &mut self,
        to: Timestamp,
        limit: Span,
        alone: &mut Alone<'_, K, M::Out>,
    ) {
        let mut passed = std::mem::take(&mut self.passed);
        self.wheel.advance(to, &mut passed);
        let before = limit.before(to);
        while let Some(entry) = passed.pop() {
            // The key may be gone, and another have its number.
            let key = entry as usize;
            if key >= self.held.len() || self.held.at(key).1.first >= before {
                continue;
            }
            if self.prune::<M>(key, before, alone) {
                self.wheel.push(limit.after(self.held.at(key).1.first), entry);
                continue;
            }
            self.remove(key);
            if key < self.held.len() {
                // The wheel has to know the last key by the number it has now.
                let first = self.held.at(key).1.first;
                if first < before { passed.push(entry) } else { self.wheel.push(limit.after(first), entry) }
            }
        }
        self.passed = passed;
    }

    /// Looks at the next keys, at each once at most.
    fn sweep<M: Mode<V, W, Mark = T>>(
        &mut self,
        to: Timestamp,
        limit: Span,
        alone: &mut Alone<'_, K, M::Out>,
    ) {
        let (before, mut hand) = (limit.before(to), self.hand);
        for _ in 0..self.looks(to, limit) {
            if hand >= self.held.len() {
                hand = 0;
            }
            if self.held.at(hand).1.first >= before || self.prune::<M>(hand, before, alone) {
                hand += 1;
            } else {
                self.remove(hand);
            }
        }
        self.hand = hand;
    }

    /// At how many keys to look as the watermark has come `to`.
    fn looks(&mut self, to: Timestamp, limit: Span) -> usize {
        let keys = self.held.len();
        let passed = to.as_nanos().saturating_sub(self.swept.as_nanos()) as f64;
        let looks = passed * keys as f64 / (limit.length().as_nanos() as f64).max(1.0);
        if looks < 1.0 {
            return 0;
        }
        self.swept = to;
        (looks as usize).min(keys)
    }

    /// Drops the records of a key that have a time before `before`. Whether it has records left.
    #[inline]
    fn prune<M: Mode<V, W, Mark = T>>(
        &mut self,
        key: usize,
        before: Timestamp,
        alone: &mut Alone<'_, K, M::Out>,
    ) -> bool {
        let (name, sides) = self.held.at_mut(key);
        let held = sides.lefts.len() + sides.rights.len();
        let left = sides.lefts.expire(before, |held| alone.left::<V, W, M>(name, held));
        let right = sides.rights.expire(before, |held| alone.right::<V, W, M>(name, held));
        sides.first = left.min(right);
        let left = sides.lefts.len() + sides.rights.len();
        self.records -= held - left;
        left > 0
    }

    /// Removes a key; the last one gets its number.
    fn remove(&mut self, key: usize) {
        let (_, sides) = self.held.swap_remove_at(key);
        let (lefts, rights) = &mut self.spare;
        if lefts.len().max(rights.len()) <= self.held.len() {
            lefts.extend(sides.lefts.spare());
            rights.extend(sides.rights.spare());
        }
    }

    /// Nothing that is held can have a partner any more.
    fn drop_all<M: Mode<V, W, Mark = T>>(&mut self, alone: &mut Alone<'_, K, M::Out>) {
        if self.held.is_empty() {
            return;
        }
        self.wheel.clear();
        self.records = 0;
        for (key, sides) in self.held.drain() {
            sides.lefts.into_all().for_each(|held| alone.left::<V, W, M>(&key, held));
            sides.rights.into_all().for_each(|held| alone.right::<V, W, M>(&key, held));
        }
    }
}
