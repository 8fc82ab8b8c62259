//! The results of a join at the end of a batch: for each record of the batch its pairs, then what has no partner.

use std::marker::PhantomData;
use std::ops::Range;
use std::slice::IterMut;
use std::vec::{Drain, IntoIter};

use super::expiry::Joined;
use super::mode::Mode;
use super::queue::Held;
use super::state::{Arrival, State};
use crate::stage::{Stamp, Tick};
use crate::time::Timestamp;

/// The results of a batch, by [`Interval::drain`](super::Interval::drain): those of one record at a time.
pub struct Pairs<'a, K, V, W, I, M> {
    lefts: Drain<'a, Arrival<V>>,
    rights: Drain<'a, Arrival<W>>,
    state: &'a mut State<K, V, W, I>,
    /// The record whose partners are shown. It is held when they have been.
    left: Option<Arrival<V>>,
    right: Option<Arrival<W>>,
    /// The numbers of the records of the other side that are in its reach.
    others: Range<usize>,
    /// The watermark of the results.
    watermark: Timestamp,
    tick: Tick,
    /// How many records came.
    came: usize,
    /// What is due has been dropped.
    over: bool,
    mode: PhantomData<fn() -> M>,
}

/// The results for one record of the batch, or all records that can have no partner any more.
pub struct Met<'a, K, V, W, M: Mode<V, W>>(Results<'a, K, V, W, M>);

enum Results<'a, K, V, W, M: Mode<V, W>> {
    Left(Meeting<'a, K, V, W>),
    Right(Meeting<'a, K, W, V>),
    Alone(IntoIter<Joined<K, M::Out>>),
}

impl<'a, K, V, W, I: Copy + Default, M> Pairs<'a, K, V, W, I, M> {
    pub(super) fn new(
        lefts: Drain<'a, Arrival<V>>,
        rights: Drain<'a, Arrival<W>>,
        state: &'a mut State<K, V, W, I>,
        watermark: Timestamp,
        tick: Tick,
    ) -> Self {
        let came = lefts.len() + rights.len();
        Pairs {
            lefts,
            rights,
            state,
            left: None,
            right: None,
            others: 0..0,
            watermark,
            tick,
            came,
            over: false,
            mode: PhantomData,
        }
    }

    /// Goes on to the next left record, holding those that have nobody in reach. `false`: there is none.
    #[inline]
    fn next_left(&mut self) -> bool {
        if let Some(arrival) = self.left.take() {
            self.state.hold(arrival, |sides| &mut sides.lefts);
        }
        for arrival in &mut self.lefts {
            self.others = self.state.partners(&arrival, |sides| &sides.rights);
            if !self.others.is_empty() {
                self.left = Some(arrival);
                return true;
            }
            self.state.hold(arrival, |sides| &mut sides.lefts);
        }
        false
    }

    /// As [`Pairs::next_left`], on the right.
    #[inline]
    fn next_right(&mut self) -> bool {
        if let Some(arrival) = self.right.take() {
            self.state.hold(arrival, |sides| &mut sides.rights);
        }
        for arrival in &mut self.rights {
            self.others = self.state.partners(&arrival, |sides| &sides.lefts);
            if !self.others.is_empty() {
                self.right = Some(arrival);
                return true;
            }
            self.state.hold(arrival, |sides| &mut sides.rights);
        }
        false
    }
}

impl<K: Clone, V: Clone, W: Clone, I: Copy + Default, M: Mode<V, W>> Pairs<'_, K, V, W, I, M> {
    /// The results for the next record that may have some; `None` when all have been given.
    #[inline]
    pub fn meet(&mut self) -> Option<Met<'_, K, V, W, M>> {
        if self.next_left() {
            let arrival = self.left.as_mut()?;
            let (key, sides) = self.state.held.at_mut(arrival.entry as usize);
            let others = sides.rights.some(self.others.clone());
            let (limited, watermark) = (self.state.limit.is_some(), self.watermark);
            return Some(Met(Results::Left(Meeting { key, arrival, others, limited, watermark })));
        }
        if self.next_right() {
            let arrival = self.right.as_mut()?;
            let (key, sides) = self.state.held.at_mut(arrival.entry as usize);
            let others = sides.lefts.some(self.others.clone());
            let (limited, watermark) = (self.state.limit.is_some(), self.watermark);
            return Some(Met(Results::Right(Meeting { key, arrival, others, limited, watermark })));
        }
        if self.over {
            return None;
        }
        Some(Met(Results::Alone(self.end())))
    }

    /// Drops what is due, and gives what of it comes out, by time.
    #[inline(never)]
    fn end(&mut self) -> IntoIter<Joined<K, M::Out>> {
        self.over = true;
        let stamp = Stamp { time: self.tick.watermark, watermark: self.watermark };
        self.state.advance::<M>(self.tick.watermark, self.came, stamp).into_iter()
    }
}

/// A record of the batch and the records of the other side that are in its reach.
struct Meeting<'a, K, A, B> {
    key: &'a K,
    arrival: &'a mut Arrival<A>,
    others: IterMut<'a, Held<B>>,
    /// There is a limit, so that the record has to be in their reach, too.
    limited: bool,
    watermark: Timestamp,
}

impl<K: Clone, A, B> Meeting<'_, K, A, B> {
    /// The next pair.
    #[inline]
    fn next<O>(&mut self, outer: bool, pair: impl Fn(&A, &B) -> O) -> Option<(Stamp, (K, O))> {
        let Meeting { key, arrival, others, limited, watermark } = self;
        let own = arrival.reach;
        for other in others {
            let reach = other.reach;
            let watermark = if *limited {
                if own.time < reach.from {
                    continue;
                }
                *watermark
            } else if outer {
                *watermark
            } else {
                own.from.max(reach.from)
            };
            if outer {
                (arrival.matched, other.matched) = (true, true);
            }
            let stamp = Stamp { time: own.time.max(reach.time), watermark };
            return Some((stamp, (key.clone(), pair(&arrival.value, &other.value))));
        }
        None
    }
}

impl<K: Clone, V: Clone, W: Clone, M: Mode<V, W>> Iterator for Met<'_, K, V, W, M> {
    type Item = (Stamp, (K, M::Out));

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.0 {
            Results::Left(meeting) => {
                meeting.next(M::OUTER, |left: &V, right: &W| M::both(left.clone(), right.clone()))
            }
            Results::Right(meeting) => {
                meeting.next(M::OUTER, |right: &W, left: &V| M::both(left.clone(), right.clone()))
            }
            Results::Alone(alone) => alone.next(),
        }
    }
}
