//! What becomes of the records that can have no partner any more.
//!
//! Where those without a partner come out, a wheel tells when a key is due, to the nanosecond. Else nobody sees when a record is
//! dropped, and the keys are looked at in turn, so fast that a look at all of them takes half the limit of the join.

use std::vec::IntoIter;

use super::mode::Mode;
use super::queue::Held;
use super::span::Span;
use super::state::State;
use crate::stage::Stamp;
use crate::time::Timestamp;

/// A result, with its stamp.
pub(super) type Joined<K, O> = (Stamp, (K, O));

/// How often all keys are looked at while the watermark moves by the limit.
const ROUNDS: f64 = 2.0;

/// Where the records go that come out without a partner.
struct Alone<'o, K, O> {
    stamp: Stamp,
    out: &'o mut Vec<Joined<K, O>>,
}

impl<K: Clone, O> Alone<'_, K, O> {
    fn left<V, W, M: Mode<V, W, Out = O>>(&mut self, key: &K, held: Held<V>) {
        if M::OUTER && !held.matched {
            self.push(key, held.reach.time, M::left(held.value));
        }
    }

    fn right<V, W, M: Mode<V, W, Out = O>>(&mut self, key: &K, held: Held<W>) {
        if M::OUTER && !held.matched {
            self.push(key, held.reach.time, M::right(held.value));
        }
    }

    fn push(&mut self, key: &K, time: Timestamp, alone: Option<O>) {
        self.out.extend(alone.map(|alone| (Stamp { time, ..self.stamp }, (key.clone(), alone))));
    }
}

impl<K: Clone, V, W, I: Copy + Default> State<K, V, W, I> {
    /// The end of a batch. Gives the records that come out without a partner, with `stamp` but for the time; that is where the
    /// watermark is.
    pub(super) fn end<M: Mode<V, W>>(&mut self, stamp: Stamp) -> IntoIter<Joined<K, M::Out>> {
        let (to, mut out) = (stamp.time, Vec::new());
        let mut alone = Alone { stamp, out: &mut out };
        self.settle();
        self.watermark = self.watermark.max(to);
        let before = self.over_before(to);
        if to == Timestamp::MAX || self.last < before {
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
    fn drop_due<M: Mode<V, W>>(&mut self, to: Timestamp, limit: Span, alone: &mut Alone<'_, K, M::Out>) {
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
    fn sweep<M: Mode<V, W>>(&mut self, to: Timestamp, limit: Span, alone: &mut Alone<'_, K, M::Out>) {
        let before = limit.before(to);
        for _ in 0..self.looks(to, limit) {
            if self.hand >= self.held.len() {
                self.hand = 0;
            }
            if self.held.at(self.hand).1.first < before && !self.prune::<M>(self.hand, before, alone) {
                self.remove(self.hand);
                if self.held.is_empty() {
                    return;
                }
            } else {
                self.hand += 1;
            }
        }
    }

    /// At how many keys to look as the watermark has come `to`.
    fn looks(&mut self, to: Timestamp, limit: Span) -> usize {
        let keys = self.held.len();
        let passed = to.as_nanos().saturating_sub(self.swept.as_nanos()) as f64;
        let looks = passed * ROUNDS * keys as f64 / (limit.length().as_nanos() as f64).max(1.0);
        if looks < 1.0 {
            return 0;
        }
        self.swept = to;
        (looks as usize).min(keys)
    }

    /// Drops the records of a key that have a time before `before`. Whether it has records left.
    #[inline]
    fn prune<M: Mode<V, W>>(
        &mut self,
        key: usize,
        before: Timestamp,
        alone: &mut Alone<'_, K, M::Out>,
    ) -> bool {
        let (name, sides) = self.held.at_mut(key);
        let (lefts, left) = sides.lefts.expire(before, |held| alone.left::<V, W, M>(name, held));
        let (rights, right) = sides.rights.expire(before, |held| alone.right::<V, W, M>(name, held));
        self.records -= lefts + rights;
        sides.first = left.unwrap_or(Timestamp::MAX).min(right.unwrap_or(Timestamp::MAX));
        left.is_some() || right.is_some()
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
    fn drop_all<M: Mode<V, W>>(&mut self, alone: &mut Alone<'_, K, M::Out>) {
        if self.held.is_empty() {
            return;
        }
        self.wheel.clear();
        (self.records, self.last) = (0, Timestamp::MIN);
        for (key, sides) in self.held.drain() {
            sides.lefts.into_all().for_each(|held| alone.left::<V, W, M>(&key, held));
            sides.rights.into_all().for_each(|held| alone.right::<V, W, M>(&key, held));
        }
    }
}
