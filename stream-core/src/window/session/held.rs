//! The sessions of one key: disjoint, by time, and further apart than the gap.

use std::collections::VecDeque;
use std::mem;

use crate::window::Aggregate;

/// A session, or what one worker has of it.
#[derive(Clone)]
pub struct Piece<S> {
    /// The time of its first record.
    pub(super) first: i64,
    /// The time of its last record and the gap: a record up to here belongs to it. The end of the range of time where it has no
    /// place in it.
    pub(super) end: i64,
    pub(super) state: S,
    /// How many results have come out.
    pub(super) fired: u32,
    /// A result has come out since its end was passed.
    pub(super) closed: bool,
    /// Nothing has changed since its last result; the next change has to be noted.
    pub(super) still: bool,
}

impl<S> Piece<S> {
    /// Of one record, which alone would be a session that ends at `end`.
    #[inline]
    pub(super) fn of<G: Aggregate<State = S>>(at: i64, end: i64, input: G::In, aggregate: &G) -> Self {
        let mut state = aggregate.init();
        aggregate.add(&mut state, input);
        Piece { first: at, end, state, fired: 0, closed: false, still: false }
    }

    /// Takes a record in that belongs to it and does not begin it anew, or gives it back.
    #[inline]
    pub(super) fn add<G: Aggregate<State = S>>(
        &mut self,
        at: i64,
        end: i64,
        input: G::In,
        aggregate: &G,
    ) -> Result<(), G::In> {
        // Whether `first <= at && at <= end`, at the cost of one comparison.
        if at.wrapping_sub(self.first) as u64 > self.end.wrapping_sub(self.first) as u64 {
            return Err(input);
        }
        self.end = self.end.max(end);
        aggregate.add(&mut self.state, input);
        Ok(())
    }

    /// Whether two of them are one session: their intervals overlap or touch.
    fn meets(&self, other: &Piece<S>) -> bool {
        self.first <= other.end && other.first <= self.end
    }

    /// Becomes one session with `other`, which it meets.
    fn absorb(&mut self, other: Piece<S>, merge: impl FnOnce(&mut S, S)) {
        self.first = self.first.min(other.first);
        self.end = self.end.max(other.end);
        self.fired = self.fired.max(other.fired);
        (self.closed, self.still) = (false, false);
        merge(&mut self.state, other.state);
    }
}

/// No session ends here: a gap is greater than 0.
pub(super) const NOT_QUEUED: i64 = i64::MIN;

/// All sessions of a key but the latest, by time, each with a key to give away.
pub(super) type Earlier<K, S> = VecDeque<(K, Piece<S>)>;

/// Empty ones, for the next key that has several sessions.
pub(super) type Spare<K, S> = Vec<Box<Earlier<K, S>>>;

/// The sessions of one key.
pub(super) struct Held<K, S> {
    /// The one with the latest times; nothing if there is none, for then the key waits for its next record, or goes when its room is
    /// wanted.
    pub(super) latest: Option<Piece<S>>,
    /// When the queue has it looked at, or [`NOT_QUEUED`].
    pub(super) armed: i64,
    /// The place of the key among all, by first sight since it had no session.
    pub(super) order: u64,
    /// The others, if there are any; it is rare and stands apart so that the rest is small.
    pub(super) earlier: Option<Box<Earlier<K, S>>>,
}

/// What a new record or piece did to the sessions of its key.
pub(super) enum Put<K> {
    /// A session is new, has grown or was still before.
    Changed {
        end: i64,
        /// By how many there are more sessions than before.
        more: i64,
    },
    /// The bound on sessions is reached; the record is dropped.
    Full(K),
}

impl<K, S> Held<K, S> {
    #[inline]
    pub(super) fn new(piece: Piece<S>, order: u64) -> Self {
        Held { armed: piece.end, latest: Some(piece), order, earlier: None }
    }

    /// The first session of a key that has none.
    #[inline]
    pub(super) fn begin(&mut self, piece: Piece<S>, order: u64) {
        self.armed = piece.end;
        (self.latest, self.order) = (Some(piece), order);
    }

    /// Whether there is no session.
    #[inline]
    pub(super) fn is_idle(&self) -> bool {
        self.latest.is_none()
    }

    /// Whether it has to be looked at by `upto`.
    #[inline]
    pub(super) fn is_due(&self, upto: i64) -> bool {
        // One comparison, for which `NOT_QUEUED` is the last instant of all.
        self.armed.wrapping_sub(1) <= upto.wrapping_sub(1)
    }

    /// Whether the queue would have it looked at too late for a session that ends at `end`, or not at all.
    #[inline]
    pub(super) fn is_armed_after(&self, end: i64) -> bool {
        end < self.armed || self.armed == NOT_QUEUED
    }

    /// How many sessions there are.
    pub(super) fn len(&self) -> usize {
        usize::from(self.latest.is_some()) + self.earlier.as_ref().map_or(0, |earlier| earlier.len())
    }

    /// All sessions, by time.
    pub(super) fn pieces(&mut self) -> impl Iterator<Item = &mut Piece<S>> {
        let earlier = self.earlier.iter_mut().flat_map(|earlier| earlier.iter_mut());
        earlier.map(|(_, piece)| piece).chain(&mut self.latest)
    }

    /// Takes a piece in that is later than all sessions, if there are fewer than `most`; or gives it back.
    #[inline(always)]
    pub(super) fn put_later(
        &mut self,
        key: K,
        piece: Piece<S>,
        most: usize,
        spare: &mut Spare<K, S>,
    ) -> Result<(), (K, Piece<S>)> {
        let Some(latest) = &mut self.latest else {
            self.latest = Some(piece);
            return Ok(());
        };
        if piece.first <= latest.end || self.earlier.as_ref().map_or(0, |earlier| earlier.len()) + 1 >= most {
            return Err((key, piece));
        }
        let earlier = self.earlier.get_or_insert_with(|| spare.pop().unwrap_or_default());
        earlier.push_back((key, mem::replace(latest, piece)));
        Ok(())
    }

    /// Takes a piece in, which becomes one with the sessions that it meets. After a record that is not late a key may have `most`
    /// sessions; the watermark has passed none of them.
    pub(super) fn put(
        &mut self,
        key: K,
        piece: Piece<S>,
        most: usize,
        spare: &mut Spare<K, S>,
        merge: impl FnMut(&mut S, S),
    ) -> Put<K> {
        let end = piece.end;
        match self.put_later(key, piece, usize::MAX, spare) {
            Ok(()) => Put::Changed { end, more: 1 },
            Err((key, piece)) => self.put_early(key, piece, most, spare, merge),
        }
    }

    /// As [`Held::put`], for a piece that is not later than all sessions.
    fn put_early(
        &mut self,
        own: K,
        mut piece: Piece<S>,
        most: usize,
        spare: &mut Spare<K, S>,
        mut merge: impl FnMut(&mut S, S),
    ) -> Put<K> {
        let before = self.len() as i64;
        let (mut at, mut key) = (0, None);
        if let Some(earlier) = &mut self.earlier {
            let upto = earlier.partition_point(|(_, other)| other.first <= piece.end);
            at = earlier.partition_point(|(_, other)| other.end < piece.first);
            for (other_key, other) in earlier.drain(at..upto.max(at)) {
                key.get_or_insert(other_key);
                piece.absorb(other, &mut merge);
            }
        }
        let mut end = piece.end;
        if let Some(latest) = &mut self.latest
            && latest.meets(&piece)
        {
            latest.absorb(piece, merge);
            end = latest.end;
            spare.extend(self.earlier.take_if(|earlier| earlier.is_empty()));
        } else if key.is_none() && self.len() - at >= most {
            return Put::Full(own);
        } else {
            let earlier = self.earlier.get_or_insert_with(|| spare.pop().unwrap_or_default());
            earlier.insert(at, (key.unwrap_or(own), piece));
        }
        Put::Changed { end, more: self.len() as i64 - before }
    }

    /// When the session after the first ends, if there are several.
    #[inline(always)]
    pub(super) fn second_end(&self) -> Option<i64> {
        let earlier = self.earlier.as_ref()?;
        earlier.get(1).map(|(_, piece)| piece).or(self.latest.as_ref()).map(|piece| piece.end)
    }

    /// Takes the first of several sessions out, with a key.
    #[inline(always)]
    pub(super) fn take_earlier(&mut self, spare: &mut Spare<K, S>) -> Option<(K, Piece<S>)> {
        if self.earlier.as_ref()?.len() > 1 {
            return self.earlier.as_mut()?.pop_front();
        }
        spare.extend(self.earlier.take());
        spare.last_mut()?.pop_front()
    }

    /// The session that ends at `end`, or the first after it.
    pub(super) fn piece(&mut self, end: i64) -> Option<&mut Piece<S>> {
        let Some(earlier) = &mut self.earlier else { return self.latest.as_mut() };
        let at = earlier.partition_point(|(_, piece)| piece.end < end);
        earlier.get_mut(at).map(|(_, piece)| piece).or(self.latest.as_mut())
    }
}

/// What sessions of an operator have in common.
#[derive(Clone, Copy)]
pub(super) struct Rules {
    /// In nanoseconds, greater than 0.
    pub(super) gap: i64,
    /// The most sessions of a key.
    pub(super) most: usize,
}

impl Rules {
    /// The end of the session whose last record is at `last`.
    #[inline]
    pub(super) fn end(self, last: i64) -> i64 {
        last.checked_add(self.gap).unwrap_or(i64::MAX)
    }
}
