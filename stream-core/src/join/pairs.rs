//! The results of a join at the end of a batch: for each new record its pairs, then what has no partner.

use std::slice::IterMut;
use std::vec::IntoIter;

use super::expiry::Joined;
use super::mode::{Mark, Mode};
use super::queue::{Held, Queue};
use super::span::Span;
use super::state::{self, Sides, State};
use crate::stage::{Stamp, Tick};
use crate::time::Timestamp;

/// The results of a batch, by [`Interval::drain`](super::Interval::drain): those of one record at a time.
pub struct Pairs<'a, K, V, W, I, M: Mode<V, W>> {
    state: &'a mut State<K, V, W, I, M::Mark>,
    /// How many records have been shown.
    shown: usize,
    /// The watermark of the results.
    watermark: Timestamp,
    tick: Tick,
    /// What is due has been dropped.
    over: bool,
}

/// The results for one record of the batch, or all records that can have no partner any more.
pub struct Met<'a, K, V, W, M: Mode<V, W>>(Results<'a, K, V, W, M>);

enum Results<'a, K, V, W, M: Mode<V, W>> {
    Left(Meeting<'a, K, V, W, M::Mark>),
    Right(Meeting<'a, K, W, V, M::Mark>),
    Alone(IntoIter<Joined<K, M::Out>>),
}

/// A record of the batch and the records of the other side that may be in its reach.
struct Meeting<'a, K, A, B, T> {
    key: &'a K,
    own: &'a mut Held<A, T>,
    others: IterMut<'a, Held<B, T>>,
    /// A partner's time is not before it.
    from: Timestamp,
    /// A partner's reach does not begin after it.
    time: Timestamp,
    /// That of the results, where there is a limit.
    watermark: Option<Timestamp>,
}

impl<'a, K, A, B, T> Meeting<'a, K, A, B, T> {
    #[inline(always)]
    fn new(
        key: &'a K,
        own: &'a mut Held<A, T>,
        (others, met): (&'a mut Queue<B, T>, usize),
        limit: Option<Span>,
        watermark: Timestamp,
    ) -> Self {
        let others = others.near(met, own.reach, limit).iter_mut();
        let (from, time, watermark) = match limit {
            Some(_) => (own.reach.from, own.reach.time, Some(watermark)),
            None => (Timestamp::MIN, Timestamp::MAX, None),
        };
        Meeting { key, own, others, from, time, watermark }
    }
}

impl<'a, K, V, W, I: Copy + Default, M: Mode<V, W>> Pairs<'a, K, V, W, I, M> {
    pub(super) fn new(state: &'a mut State<K, V, W, I, M::Mark>, watermark: Timestamp, tick: Tick) -> Self {
        Pairs { state, shown: 0, watermark, tick, over: false }
    }
}

impl<K: Clone, V: Clone, W: Clone, I: Copy + Default, M: Mode<V, W>> Pairs<'_, K, V, W, I, M> {
    /// The results for the next record that may have some; `None` when all have been given.
    #[inline(always)]
    pub fn meet(&mut self) -> Option<Met<'_, K, V, W, M>> {
        let (watermark, limit) = (self.watermark, self.state.limit);
        let Some(state::Meeting { entry, own, others, on_left }) =
            self.state.meetings.get(self.shown).copied()
        else {
            let alone = self.end();
            // Written so that the compiler sees that an inner join has none.
            return if M::OUTER { alone.map(|alone| Met(Results::Alone(alone))) } else { None };
        };
        self.shown += 1;
        let (key, Sides { lefts, rights, .. }) = self.state.held.at_mut(entry as usize);
        let (own, others) = (own as usize, others as usize);
        Some(Met(if on_left {
            Results::Left(Meeting::new(key, lefts.at_mut(own), (rights, others), limit, watermark))
        } else {
            Results::Right(Meeting::new(key, rights.at_mut(own), (lefts, others), limit, watermark))
        }))
    }

    /// Drops what is due; gives what of it comes out, by time.
    #[inline(never)]
    fn end(&mut self) -> Option<IntoIter<Joined<K, M::Out>>> {
        if std::mem::replace(&mut self.over, true) {
            return None;
        }
        let stamp = Stamp { time: self.tick.watermark, watermark: self.watermark };
        Some(self.state.end::<M>(stamp))
    }
}

impl<K: Clone, A, B, T: Mark> Meeting<'_, K, A, B, T> {
    /// The next pair.
    #[inline(always)]
    fn next<O>(&mut self, pair: impl Fn(&A, &B) -> O) -> Option<(Stamp, (K, O))> {
        for other in &mut self.others {
            let (own, reach) = (self.own.reach, other.reach);
            if reach.time < self.from || self.time < reach.from {
                continue;
            }
            self.own.mark.set();
            other.mark.set();
            let watermark = match self.watermark {
                Some(watermark) => watermark,
                None if T::IS_KEPT => Timestamp::MIN,
                None => own.from.max(reach.from),
            };
            let stamp = Stamp { time: own.time.max(reach.time), watermark };
            return Some((stamp, (self.key.clone(), pair(&self.own.value, &other.value))));
        }
        None
    }
}

impl<K: Clone, V: Clone, W: Clone, M: Mode<V, W>> Iterator for Met<'_, K, V, W, M> {
    type Item = (Stamp, (K, M::Out));

    #[inline(always)]
    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.0 {
            Results::Left(meeting) => {
                meeting.next(|left: &V, right: &W| M::both(left.clone(), right.clone()))
            }
            Results::Right(meeting) => {
                meeting.next(|right: &W, left: &V| M::both(left.clone(), right.clone()))
            }
            Results::Alone(alone) => alone.next(),
        }
    }
}
