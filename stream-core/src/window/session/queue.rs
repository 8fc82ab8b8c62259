//! Slots by the time at which each has to be looked at: a wheel of buckets for the near future, pages for the far.
//!
//! What is in no bucket costs nothing, so time that passes costs what it reaches. A slot may be queued several times; whoever
//! takes it out looks whether there is something to do.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// The buckets of a page, as a power of two. The wheel has two pages: the present one and the next.
const PAGE: u32 = 10;
const WHEEL: usize = 2 << PAGE;

/// A slot and its time.
type Item = (i64, u32);

pub(super) struct Queue {
    /// A bucket is this power of two of nanoseconds long.
    shift: u32,
    /// The first bucket of the wheel; all before it have been taken out.
    base: i64,
    /// The first bucket after the wheel.
    limit: i64,
    /// None before the first item, then [`WHEEL`].
    buckets: Vec<Vec<Item>>,
    /// A bit for each bucket that has items.
    filled: [u64; WHEEL / 64],
    /// What comes after the wheel, by page.
    far: BTreeMap<i64, Vec<Item>>,
    /// What stands before `base`.
    near: BinaryHeap<Reverse<Item>>,
}

impl Queue {
    /// For times that are mostly no further ahead than `span` nanoseconds (greater than 0).
    pub(super) fn new(span: i64) -> Self {
        let shift = span.max(1).ilog2().saturating_sub(PAGE - 1).max(1);
        Queue {
            shift,
            base: i64::MIN >> shift,
            limit: i64::MIN >> shift,
            buckets: Vec::new(),
            filled: [0; WHEEL / 64],
            far: BTreeMap::new(),
            near: BinaryHeap::new(),
        }
    }

    /// Queues `slot` for `at`.
    #[inline]
    pub(super) fn push(&mut self, at: i64, slot: u32) {
        let bucket = at >> self.shift;
        if self.base <= bucket
            && bucket < self.limit
            && let Some(items) = self.buckets.get_mut(bucket as usize % WHEEL)
        {
            self.filled[bucket as usize % WHEEL / 64] |= 1 << (bucket as usize % 64);
            items.push((at, slot));
        } else {
            self.push_aside(at, slot);
        }
    }

    /// As [`Queue::push`], for what does not belong into the wheel, or for the first item.
    #[inline(never)]
    fn push_aside(&mut self, at: i64, slot: u32) {
        let bucket = at >> self.shift;
        if self.buckets.is_empty() {
            // It begins a page before the first item: what comes in before that is rare.
            self.buckets.resize_with(WHEEL, Vec::new);
            self.begin_at(bucket.saturating_sub(1 << PAGE).max(i64::MIN >> self.shift));
            self.push(at, slot);
        } else if bucket < self.base {
            self.near.push(Reverse((at, slot)));
        } else {
            self.far.entry(bucket >> PAGE).or_default().push((at, slot));
        }
    }

    fn begin_at(&mut self, base: i64) {
        self.base = base;
        self.limit = ((base >> PAGE) + 2) << PAGE;
    }

    /// Takes the next items out that stand at `upto` or before it, and adds them to `items`. Gives the instant up to which all
    /// are out, or nothing if none is left.
    pub(super) fn take(&mut self, upto: i64, items: &mut Vec<Item>) -> Option<i64> {
        loop {
            self.take_near(upto, items);
            if !items.is_empty() {
                let out = (i128::from(self.base) << self.shift) - 1;
                return Some(out.min(upto.into()) as i64);
            }
            let bucket = self.first_bucket()?;
            if bucket > upto >> self.shift {
                self.move_to((upto >> self.shift).max(self.base));
                return None;
            }
            self.move_to(bucket);
            let last = (bucket << self.shift) | ((1 << self.shift) - 1);
            self.empty(bucket, last <= upto, items);
            self.move_to(bucket + 1);
            if last <= upto {
                return Some(last);
            }
        }
    }

    /// Takes all items out of a bucket of the wheel: as `items` if all are `due`.
    fn empty(&mut self, bucket: i64, due: bool, items: &mut Vec<Item>) {
        let place = bucket as usize % WHEEL;
        self.filled[place / 64] &= !(1 << (place % 64));
        if due {
            items.append(&mut self.buckets[place]);
        } else {
            self.near.extend(self.buckets[place].drain(..).map(Reverse));
        }
    }

    fn take_near(&mut self, upto: i64, items: &mut Vec<Item>) {
        while let Some(top) = self.near.peek_mut()
            && top.0.0 <= upto
        {
            items.push(std::collections::binary_heap::PeekMut::pop(top).0);
        }
    }

    /// The first bucket that has items, also among the pages.
    fn first_bucket(&self) -> Option<i64> {
        self.in_wheel().or_else(|| self.far.values().next()?.iter().map(|item| item.0 >> self.shift).min())
    }

    /// The first bucket of the wheel that has items.
    fn in_wheel(&self) -> Option<i64> {
        let from = self.base as usize % WHEEL;
        let word = |turn: usize| {
            let index = (from / 64 + turn) % self.filled.len();
            let mask = match turn {
                0 => u64::MAX << (from % 64),
                turn if turn == self.filled.len() => !(u64::MAX << (from % 64)),
                _ => u64::MAX,
            };
            Some((index, self.filled[index] & mask)).filter(|(_, bits)| *bits != 0)
        };
        let (index, bits) = (0..=self.filled.len()).find_map(word)?;
        let place = index * 64 + bits.trailing_zeros() as usize;
        Some(self.base + (place.wrapping_sub(from) % WHEEL) as i64)
    }

    /// Begins the wheel at `base`; no bucket before it has items.
    fn move_to(&mut self, base: i64) {
        let limit = self.limit;
        self.begin_at(base);
        if self.limit == limit {
            return;
        }
        while let Some(page) = self.far.first_entry()
            && *page.key() << PAGE < self.limit
        {
            for (at, slot) in page.remove() {
                self.push(at, slot);
            }
        }
    }

    /// No item stands before this instant; nothing if there is none.
    pub(super) fn first(&self) -> Option<i64> {
        let near = self.near.peek().map(|item| item.0.0);
        near.or_else(|| self.first_bucket().map(|bucket| bucket << self.shift))
    }

    /// About how many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        let buckets: usize = self.buckets.iter().chain(self.far.values()).map(Vec::capacity).sum();
        (buckets + self.near.capacity()) * size_of::<Item>() + self.buckets.len() * size_of::<Vec<Item>>()
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.buckets.clear();
        self.limit = self.base;
        self.filled.fill(0);
        self.far.clear();
        self.near.clear();
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
            let (mut queue, mut waiting, mut number) = (Queue::new(span), Vec::new(), 0);
            steps.push((Vec::new(), i64::MAX));
            for (times, upto) in steps {
                for at in times {
                    queue.push(at, number);
                    waiting.push((at, number));
                    number += 1;
                }
                let first = waiting.iter().map(|item| item.0).min();
                prop_assert_eq!(queue.first().is_some(), first.is_some());
                prop_assert!(queue.first() <= first, "{:?} {:?}", queue.first(), first);
                let (mut got, mut before) = (Vec::new(), i64::MIN);
                let mut items = Vec::new();
                while let Some(reached) = queue.take(upto, &mut items) {
                    prop_assert!(reached <= upto);
                    prop_assert!(items.iter().all(|item| (before..=reached).contains(&item.0)));
                    before = reached;
                    got.append(&mut items);
                }
                let mut want: Vec<_> = waiting.extract_if(.., |item| item.0 <= upto).collect();
                got.sort_unstable();
                want.sort_unstable();
                prop_assert_eq!(got, want);
            }
        }
    }

    #[test]
    fn a_far_jump_skips_what_is_empty() {
        let mut queue = Queue::new(1_000_000_000);
        let mut items = Vec::new();
        for year in 0..200 {
            let at = year * 31_536_000_000_000_000;
            queue.push(at, 1);
            assert_eq!(queue.take(at - 1, &mut items), None);
            assert!(queue.take(at, &mut items).is_some());
            assert_eq!(items, [(at, 1)]);
            items.clear();
        }
    }
}
