//! Slots by the time at which each has to be looked at: a wheel of coarse buckets for the near future, a map for the far.
//!
//! The wheel knows the slots of a bucket but not their times: whoever takes a slot out looks at it, and queues it again if it has
//! to wait. A bucket of which the time has come in part is taken out as a whole; what is queued again for the rest of it is near
//! and stands apart, at its instant. A slot may be queued several times.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, binary_heap::PeekMut};

/// How many buckets the wheel has.
const WHEEL: usize = u128::BITS as usize;

/// So many slots are taken to be in a bucket of the far future.
const FEW: usize = 4;

/// At least so many buckets, as a power of two, are in the span that most times are ahead by; at most twice as many.
const SPAN: u32 = 5;

/// What has been taken out.
#[derive(Clone, Copy)]
pub(super) struct Taken {
    /// All slots are out that were queued for this instant, or one before it. It is not beyond what was asked for.
    pub(super) reached: i64,
    /// Those out of the wheel were queued for this instant at the latest.
    pub(super) out: i64,
}

pub(super) struct Queue {
    /// A bucket is this power of two of nanoseconds long, at least 2 ns.
    shift: u32,
    /// The first bucket of the wheel; all before it have been taken out.
    base: i64,
    buckets: Box<[Vec<u32>; WHEEL]>,
    /// A bit for each place of the wheel that has slots.
    filled: u128,
    /// What comes after the wheel, by bucket.
    far: BTreeMap<i64, Vec<u32>>,
    /// What stands before `base`, as it came; it goes all at once if time passes `base`.
    near: Vec<(i64, u32)>,
    /// The first instant of `near`, or a later one if it is empty.
    near_first: i64,
    /// What was near when time went on to an instant before `base`.
    nearest: BinaryHeap<Reverse<(i64, u32)>>,
}

impl Queue {
    /// For times that are mostly no further ahead than `span` nanoseconds (greater than 0).
    pub(super) fn new(span: i64) -> Self {
        let shift = span.max(1).ilog2().saturating_sub(SPAN).max(1);
        Queue {
            shift,
            base: i64::MIN >> shift,
            buckets: Box::new(std::array::from_fn(|_| Vec::new())),
            filled: 0,
            far: BTreeMap::new(),
            near: Vec::new(),
            near_first: i64::MAX,
            nearest: BinaryHeap::new(),
        }
    }

    /// Queues `slot` for `at`.
    #[inline]
    pub(super) fn push(&mut self, at: i64, slot: u32) {
        let bucket = at >> self.shift;
        // Both are far from the ends of an `i64`, for a bucket is at least 2 ns.
        if (bucket - self.base) as u64 >= WHEEL as u64 {
            return self.push_aside(at, slot);
        }
        let slots = &mut self.buckets[bucket as usize % WHEEL];
        if slots.is_empty() || slots.len() == slots.capacity() {
            return self.push_first(bucket, slot);
        }
        slots.push(slot);
    }

    /// As [`Queue::push`], into a bucket of the wheel that is empty or has no room.
    #[inline(never)]
    fn push_first(&mut self, bucket: i64, slot: u32) {
        let place = bucket as usize % WHEEL;
        self.filled |= 1 << place;
        self.buckets[place].push(slot);
    }

    /// As [`Queue::push`], for what has no place in the wheel as it stands.
    #[inline(never)]
    fn push_aside(&mut self, at: i64, slot: u32) {
        let bucket = at >> self.shift;
        if bucket < self.base {
            self.near.push((at, slot));
            self.near_first = self.near_first.min(at);
        } else if self.first().is_none() {
            // What comes in before the first is rarely far before it.
            self.base = self.base.max(bucket - (1 << SPAN));
            self.push(at, slot);
        } else {
            self.far.entry(bucket).or_default().push(slot);
        }
    }

    /// Takes out the next slots that may have to be looked at by `upto`, as `slots`, which is empty before; nothing if none is left.
    pub(super) fn take(&mut self, upto: i64, slots: &mut Vec<u32>) -> Option<Taken> {
        if let Some(first) = self.first_near().filter(|first| *first <= upto) {
            // No more than what would have been in its bucket.
            let reached = upto.min(first | ((1 << self.shift) - 1));
            self.take_near(reached, slots);
            return Some(Taken { reached, out: self.out() });
        }
        let last = upto >> self.shift;
        let Some(bucket) = self.first_bucket().filter(|bucket| *bucket <= last) else {
            self.move_to(last.max(self.base));
            return None;
        };
        self.move_to(bucket);
        let place = bucket as usize % WHEEL;
        self.filled &= !(1 << place);
        std::mem::swap(slots, &mut self.buckets[place]);
        self.move_to(bucket + 1);
        Some(Taken { reached: self.out().min(upto), out: self.out() })
    }

    /// The last instant before the wheel, once a bucket is out; after the last bucket of all it is the last instant of all.
    fn out(&self) -> i64 {
        (self.base << self.shift).wrapping_sub(1)
    }

    fn take_near(&mut self, upto: i64, slots: &mut Vec<u32>) {
        self.near_first = i64::MAX;
        if upto >= self.out() {
            slots.extend(self.near.drain(..).map(|(_, slot)| slot));
            slots.extend(self.nearest.drain().map(|Reverse((_, slot))| slot));
            return;
        }
        self.nearest.extend(self.near.drain(..).map(Reverse));
        while let Some(top) = self.nearest.peek_mut()
            && top.0.0 <= upto
        {
            slots.push(PeekMut::pop(top).0.1);
        }
    }

    /// The first bucket that has slots.
    fn first_bucket(&self) -> Option<i64> {
        if self.filled == 0 {
            return self.far.keys().next().copied();
        }
        let turned = self.filled.rotate_right(self.base as u32 % u128::BITS);
        Some(self.base + i64::from(turned.trailing_zeros()))
    }

    /// Begins the wheel at `base`; no bucket before it has slots.
    fn move_to(&mut self, base: i64) {
        self.base = base;
        while let Some(first) = self.far.first_entry()
            && *first.key() < base + WHEEL as i64
        {
            let place = *first.key() as usize % WHEEL;
            self.filled |= 1 << place;
            self.buckets[place].append(first.remove().as_mut());
        }
    }

    /// No slot is queued for an instant before this one; nothing if none is queued.
    pub(super) fn first(&self) -> Option<i64> {
        self.first_near().or_else(|| self.first_bucket().map(|bucket| bucket << self.shift))
    }

    fn first_near(&self) -> Option<i64> {
        let near = self.near.first().map(|_| self.near_first);
        near.into_iter().chain(self.nearest.peek().map(|Reverse((at, _))| *at)).min()
    }

    /// About how many bytes it takes, told without a look at the far future.
    pub(super) fn bytes(&self) -> usize {
        let slots: usize = self.buckets.iter().map(Vec::capacity).sum();
        slots * size_of::<u32>()
            + self.far.len() * (size_of::<(i64, Vec<u32>)>() + FEW * size_of::<u32>())
            + (self.near.capacity() + self.nearest.capacity()) * size_of::<(i64, u32)>()
            + self.buckets.len() * size_of::<Vec<u32>>()
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.buckets.iter_mut().for_each(Vec::clear);
        self.filled = 0;
        self.far.clear();
        self.near.clear();
        self.near_first = i64::MAX;
        self.nearest.clear();
        self.base = i64::MIN >> self.shift;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn time() -> impl Strategy<Value = i64> {
        prop_oneof![0..100_i64, -50_000..50_000_i64, any::<i64>(), Just(i64::MIN), Just(i64::MAX)]
    }

    proptest! {
        #[test]
        fn everything_comes_out_when_its_time_has_come(
            span in prop_oneof![1..5_i64, 1_000..100_000_i64, Just(i64::MAX)],
            mut steps in prop::collection::vec((prop::collection::vec(time(), 0..20), time()), 1..8),
        ) {
            let mut queue = Queue::new(span);
            // By slot: its time, unless it is out.
            let mut waiting: Vec<Option<i64>> = Vec::new();
            steps.push((Vec::new(), i64::MAX));
            for (times, upto) in steps {
                for at in times {
                    queue.push(at, waiting.len() as u32);
                    waiting.push(Some(at));
                }
                let first = waiting.iter().flatten().min();
                prop_assert_eq!(queue.first().is_some(), first.is_some());
                prop_assert!(queue.first().as_ref() <= first, "{:?} {:?}", queue.first(), first);
                let (mut before, mut slots) = (i64::MIN, Vec::new());
                while let Some(Taken { reached, .. }) = queue.take(upto, &mut slots) {
                    prop_assert!(before <= reached && reached <= upto);
                    for slot in slots.drain(..) {
                        let at = waiting[slot as usize].expect("it is not out");
                        if at > reached {
                            queue.push(at, slot);
                        } else {
                            prop_assert!(before <= at);
                            waiting[slot as usize] = None;
                        }
                    }
                    before = reached;
                }
                prop_assert!(waiting.iter().flatten().all(|at| *at > upto));
            }
        }
    }

    #[test]
    fn a_far_jump_skips_what_is_empty() {
        let mut queue = Queue::new(1_000_000_000);
        let mut slots = Vec::new();
        for year in 0..200 {
            let at = year * 31_536_000_000_000_000;
            queue.push(at, 1);
            assert!(queue.take(at, &mut slots).is_some());
            assert_eq!(slots, [1]);
            slots.clear();
            assert!(queue.take(at, &mut slots).is_none());
        }
    }
}
