//! What becomes of the records that can have no partner any more.
//!
//! Where those without a partner come out, a wheel tells when a key is due, to the nanosecond. Else nobody sees when a record is
//! dropped, and it is cheaper to look at two keys for each record that comes. Were every key new, half of the keys that are held
//! would be due then; two looks for each that comes find as many as come, so there are never many more.

use super::mode::Mode;
use super::queue::Held;
use super::span::Span;
use super::state::State;
use crate::stage::Stamp;
use crate::time::Timestamp;

/// A result, with its stamp.
pub(super) type Joined<K, O> = (Stamp, (K, O));

/// Keys that are looked at for each record that comes.
const LOOKS: usize = 2;

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
    /// The watermark is at `to`, and `came` records have come since it was moved last. Gives the records that come out without a
    /// partner, with `stamp` but for the time.
    pub(super) fn advance<M: Mode<V, W>>(
        &mut self,
        to: Timestamp,
        came: usize,
        stamp: Stamp,
    ) -> Vec<Joined<K, M::Out>> {
        let mut out = Vec::new();
        let mut alone = Alone { stamp, out: &mut out };
        self.watermark = self.watermark.max(to);
        if to == Timestamp::MAX || self.last < to {
            self.drop_all::<M>(&mut alone);
        } else if let Some(limit) = self.limit {
            match M::OUTER {
                true => self.drop_due::<M>(to, limit, &mut alone),
                false => self.sweep::<M>(to, limit, came * LOOKS, &mut alone),
            }
        }
        out.sort_by_key(|(stamp, _)| stamp.time);
        out
    }

    /// Drops what the wheel has passed.
    fn drop_due<M: Mode<V, W>>(&mut self, to: Timestamp, limit: Span, alone: &mut Alone<'_, K, M::Out>) {
        let mut passed = std::mem::take(&mut self.passed);
        self.wheel.advance(to, &mut passed);
        while let Some(entry) = passed.pop() {
            // The key may be gone, and another have its number.
            let key = entry as usize;
            if key >= self.held.len() || self.held.at(key).1.due >= to {
                continue;
            }
            if let Some(due) = self.prune::<M>(key, to, limit, alone) {
                self.wheel.push(due, entry);
                continue;
            }
            self.remove(key);
            if key < self.held.len() {
                // The wheel has to know the last key by the number it has now.
                let due = self.held.at(key).1.due;
                if due < to { passed.push(entry) } else { self.wheel.push(due, entry) }
            }
        }
        self.passed = passed;
    }

    /// Looks at the next keys, at each about once at most.
    fn sweep<M: Mode<V, W>>(
        &mut self,
        to: Timestamp,
        limit: Span,
        looks: usize,
        alone: &mut Alone<'_, K, M::Out>,
    ) {
        for _ in 0..looks.min(self.held.len()) {
            if self.hand >= self.held.len() {
                self.hand = 0;
            }
            let is_due = self.held.at(self.hand).1.due < to;
            if is_due && self.prune::<M>(self.hand, to, limit, alone).is_none() {
                self.remove(self.hand);
                if self.held.is_empty() {
                    return;
                }
            } else {
                self.hand += 1;
            }
        }
    }

    /// Drops the records of a key whose reach ends before `to`. Gives when the key is due next, if it has records left.
    #[inline]
    fn prune<M: Mode<V, W>>(
        &mut self,
        key: usize,
        to: Timestamp,
        limit: Span,
        alone: &mut Alone<'_, K, M::Out>,
    ) -> Option<Timestamp> {
        let before = limit.before(to);
        let (name, sides) = self.held.at_mut(key);
        let (lefts, left) = sides.lefts.expire(before, |held| alone.left::<V, W, M>(name, held));
        let (rights, right) = sides.rights.expire(before, |held| alone.right::<V, W, M>(name, held));
        self.records -= lefts + rights;
        let first = match (left, right) {
            (Some(left), Some(right)) => Some(left.min(right)),
            (first, None) | (None, first) => first,
        };
        sides.due = first.map_or(Timestamp::MAX, |first| limit.after(first));
        first.map(|_| sides.due)
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
