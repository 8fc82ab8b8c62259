//! The sessions of one key: disjoint, by time, and further apart than the gap.

use std::collections::VecDeque;

use crate::window::Aggregate;

/// A session, or what one worker has of it.
#[derive(Clone)]
pub struct Piece<S> {
    /// The times of its first and its last record.
    pub(super) first: i64,
    pub(super) last: i64,
    pub(super) state: S,
    /// How many results have come out.
    pub(super) fired: u32,
    /// A result has come out since its end was passed.
    pub(super) closed: bool,
    /// Nothing has changed since its last result; the next change has to be noted.
    pub(super) still: bool,
}

impl<S> Piece<S> {
    /// Of one record.
    #[inline]
    pub(super) fn of<G: Aggregate<State = S>>(at: i64, input: G::In, aggregate: &G) -> Self {
        let mut state = aggregate.init();
        aggregate.add(&mut state, input);
        Piece { first: at, last: at, state, fired: 0, closed: false, still: false }
    }

    /// Whether two of them are one session: their intervals overlap or touch.
    fn meets(&self, other: &Piece<S>, gap: i64) -> bool {
        self.first <= other.last.saturating_add(gap) && other.first <= self.last.saturating_add(gap)
    }

    /// It has changed after a result.
    #[cold]
    fn stir<K>(&mut self) -> Put<K> {
        (self.closed, self.still) = (false, false);
        Put::Changed { last: self.last, more: 0 }
    }

    /// Becomes one session with `other`, which it meets.
    fn absorb(&mut self, other: Piece<S>, merge: impl FnOnce(&mut S, S)) {
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
        self.fired = self.fired.max(other.fired);
        (self.closed, self.still) = (false, false);
        merge(&mut self.state, other.state);
    }
}

/// No session ends here: a gap is greater than 0.
pub(super) const NOT_QUEUED: i64 = i64::MIN;

/// The sessions of one key.
pub(super) struct Held<K, S> {
    /// The one with the latest times.
    pub(super) latest: Piece<S>,
    /// All others by time, each with a key to give away.
    pub(super) earlier: VecDeque<(K, Piece<S>)>,
    /// When the queue has it looked at, or [`NOT_QUEUED`].
    pub(super) armed: i64,
    /// The place of the key among all, by first sight.
    pub(super) order: u64,
}

/// What a new record or piece did to the sessions of its key.
pub(super) enum Put<K> {
    /// It went into a session of which nothing has come out since its last change.
    Quiet,
    /// A session is new, has grown or was still before.
    Changed {
        /// The time of its last record.
        last: i64,
        /// By how many there are more sessions than before.
        more: i64,
    },
    /// The bound on sessions is reached; the record is dropped.
    Full(K),
}

impl<K, S> Held<K, S> {
    pub(super) fn new(piece: Piece<S>, armed: i64, order: u64) -> Self {
        Held { armed, latest: piece, earlier: VecDeque::new(), order }
    }

    /// How many sessions there are.
    pub(super) fn len(&self) -> usize {
        1 + self.earlier.len()
    }

    /// All sessions, by time.
    pub(super) fn pieces(&mut self) -> impl Iterator<Item = &mut Piece<S>> {
        let (earlier, more) = self.earlier.as_mut_slices();
        earlier.iter_mut().chain(more).map(|(_, piece)| piece).chain([&mut self.latest])
    }

    /// Takes a record in.
    #[inline]
    pub(super) fn add<G: Aggregate<State = S>>(
        &mut self,
        at: i64,
        input: G::In,
        aggregate: &G,
        rules: Rules,
        own: impl FnOnce() -> K,
    ) -> Put<K> {
        let latest = &mut self.latest;
        if latest.first <= at && at <= latest.last.saturating_add(rules.gap) {
            latest.last = latest.last.max(at);
            aggregate.add(&mut latest.state, input);
            return if latest.still { latest.stir() } else { Put::Quiet };
        }
        self.put(Piece::of(at, input, aggregate), rules, own, |state, other| aggregate.merge(state, other))
    }

    /// Takes a piece in, which becomes one with the sessions that it meets.
    #[inline]
    pub(super) fn put(
        &mut self,
        piece: Piece<S>,
        rules: Rules,
        own: impl FnOnce() -> K,
        merge: impl FnMut(&mut S, S),
    ) -> Put<K> {
        if piece.first > self.latest.last.saturating_add(rules.gap) {
            if self.len() >= rules.most {
                return Put::Full(own());
            }
            let last = piece.last;
            let before = std::mem::replace(&mut self.latest, piece);
            self.earlier.push_back((own(), before));
            return Put::Changed { last, more: 1 };
        }
        self.put_early(piece, rules, own, merge)
    }

    /// As [`Held::put`], for a piece that is not later than all sessions.
    #[cold]
    fn put_early(
        &mut self,
        mut piece: Piece<S>,
        rules: Rules,
        own: impl FnOnce() -> K,
        mut merge: impl FnMut(&mut S, S),
    ) -> Put<K> {
        let before = self.len() as i64;
        let from =
            self.earlier.partition_point(|(_, other)| other.last.saturating_add(rules.gap) < piece.first);
        let upto =
            self.earlier.partition_point(|(_, other)| other.first <= piece.last.saturating_add(rules.gap));
        let mut key = None;
        for (other_key, other) in self.earlier.drain(from..upto.max(from)) {
            key.get_or_insert(other_key);
            piece.absorb(other, &mut merge);
        }
        if self.latest.meets(&piece, rules.gap) {
            self.latest.absorb(piece, merge);
            return Put::Changed { last: self.latest.last, more: self.len() as i64 - before };
        }
        if key.is_none() && self.len() >= rules.most {
            return Put::Full(own());
        }
        let last = piece.last;
        self.earlier.insert(from, (key.unwrap_or_else(own), piece));
        Put::Changed { last, more: self.len() as i64 - before }
    }

    /// Takes the session out that ends with the record at `last`, with a key; nothing if it is the only one.
    pub(super) fn remove(&mut self, last: i64) -> Option<(K, Piece<S>)> {
        let at = self.earlier.partition_point(|(_, piece)| piece.last < last);
        if at < self.earlier.len() {
            return self.earlier.remove(at);
        }
        let (key, before) = self.earlier.pop_back()?;
        Some((key, std::mem::replace(&mut self.latest, before)))
    }

    /// The session that ends with the record at `last`, or the first after it.
    pub(super) fn piece(&mut self, last: i64) -> &mut Piece<S> {
        let at = self.earlier.partition_point(|(_, piece)| piece.last < last);
        self.earlier.get_mut(at).map_or(&mut self.latest, |(_, piece)| piece)
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
        last.saturating_add(self.gap)
    }
}
