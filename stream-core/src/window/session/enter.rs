//! How records come in, and the parts of sessions that other workers have sent.

use super::Session;
use super::held::{Held, Piece, Put};
use crate::keyed::Gap;
use crate::keyed::key::KeyKind;
use crate::stage::Stamp;
use crate::window::Aggregate;
use crate::window::policy::Slot;

impl<K, S, I: Copy + Default> Session<K, S, I> {
    /// Where the record belongs; nothing if it is late: its time and the allowed lateness are before the watermark of its source.
    #[inline]
    pub fn open(&mut self, stamp: Stamp) -> Option<Slot> {
        let late = stamp.time < stamp.watermark && self.is_late(stamp);
        (!late).then_some(Slot(0))
    }

    /// Whether a record before the watermark is late; if so it is counted.
    #[cold]
    #[inline(never)]
    fn is_late(&mut self, stamp: Stamp) -> bool {
        let late = stamp.time.as_nanos().saturating_add(self.lateness) < stamp.watermark.as_nanos();
        self.late += u64::from(late);
        late
    }

    /// Takes a record in.
    #[inline]
    pub fn add<Q, Kind, G>(&mut self, _: Slot, kind: Kind, key: Q, stamp: Stamp, input: G::In, aggregate: &G)
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
        G: Aggregate<State = S>,
    {
        let at = stamp.time.as_nanos();
        let end = self.rules.end(at);
        if self.moving.is_some() {
            return self.add_part(kind, key, stamp, input, aggregate);
        }
        match self.held.look(kind, &key) {
            Ok(slot) => {
                let Some(held) = self.held.value_mut(slot) else { return };
                let input = match &mut held.latest {
                    Some(latest) if !latest.still => match latest.add(at, end, input, aggregate) {
                        Ok(()) => return,
                        Err(input) => input,
                    },
                    _ => input,
                };
                let piece = Piece::of(at, end, input, aggregate);
                if held.is_idle() {
                    held.begin(piece, self.seen);
                    return self.opened(slot, end);
                }
                self.put(slot, Kind::own(key), piece, aggregate);
            }
            Err(gap) => self.settle(gap, Kind::own(key), Piece::of(at, end, input, aggregate)),
        }
    }

    /// Takes a record in that moves to the worker that owns its key.
    #[inline(never)]
    fn add_part<Q, Kind, G>(&mut self, kind: Kind, key: Q, stamp: Stamp, input: G::In, aggregate: &G)
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
        G: Aggregate<State = S>,
    {
        let at = stamp.time.as_nanos();
        if let Some(moving) = &mut self.moving {
            let full = moving.add(kind, key, (at, self.rules.end(at)), input, self.rules.most, aggregate);
            self.full = self.full.take().or(full);
        }
    }

    /// The first session of a key that is not there.
    #[inline(never)]
    fn settle(&mut self, gap: Gap<K, I>, key: K, piece: Piece<S>) {
        let end = piece.end;
        let held = Held::new(piece, self.seen);
        let slot = self.held.settle_for(gap, key, held, Held::is_idle);
        self.opened(slot, end);
    }

    /// A key has its first session, which is to be looked at when it ends.
    #[inline(always)]
    fn opened(&mut self, slot: u32, end: i64) {
        self.seen += 1;
        if self.early {
            self.changed.push(slot);
        }
        self.queue.push(end, slot);
    }

    /// Takes a part of a session in, for a key that has sessions.
    #[inline(never)]
    fn put<G: Aggregate<State = S>>(&mut self, slot: u32, key: K, piece: Piece<S>, aggregate: &G) {
        let Some(held) = self.held.value_mut(slot) else { return };
        let end = piece.end;
        if let Err((key, piece)) = held.put_later(key, piece, self.rules.most, &mut self.spare) {
            return self.put_early(slot, key, piece, aggregate);
        }
        self.more += 1;
        if self.early || held.is_armed_after(end) {
            self.note(slot, end);
        }
    }

    /// As [`Session::put`], for what is not later than all sessions, or one too many.
    #[cold]
    #[inline(never)]
    fn put_early<G: Aggregate<State = S>>(&mut self, slot: u32, key: K, piece: Piece<S>, aggregate: &G) {
        let Some(held) = self.held.value_mut(slot) else { return };
        let most = self.rules.most;
        if held.len() >= most {
            self.crowded.push(slot);
        }
        let merge = |state: &mut S, other| aggregate.merge(state, other);
        match held.put(key, piece, most, &mut self.spare, merge) {
            Put::Changed { end, more } => {
                self.more += more;
                self.note(slot, end);
            }
            Put::Full(key) => self.full = Some(key),
        }
    }

    /// Sees to it that a session that has changed fires.
    #[cold]
    #[inline(never)]
    fn note(&mut self, slot: u32, end: i64) {
        if self.early {
            self.changed.push(slot);
        }
        if let Some(held) = self.held.value_mut(slot)
            && held.is_armed_after(end)
        {
            held.armed = end;
            self.queue.push(end, slot);
        }
    }

    /// Merges what other workers have sent.
    pub(super) fn take_in<G: Aggregate<State = S>>(&mut self, aggregate: &G) {
        for packet in std::mem::take(&mut self.arrived) {
            let mut held = std::mem::take(&mut self.held);
            held.unpack_with(packet, |held, found, key, piece| {
                std::mem::swap(held, &mut self.held);
                match found {
                    Ok(slot) => self.arrive(slot, key, piece, aggregate),
                    Err(gap) => self.settle(gap, key, piece),
                }
                std::mem::swap(held, &mut self.held);
            });
            self.held = held;
        }
    }

    /// Takes a part of a session in, for a key that is there.
    fn arrive<G: Aggregate<State = S>>(&mut self, slot: u32, key: K, piece: Piece<S>, aggregate: &G) {
        let Some(held) = self.held.value_mut(slot) else { return };
        if !held.is_idle() {
            return self.put(slot, key, piece, aggregate);
        }
        let end = piece.end;
        held.begin(piece, self.seen);
        self.opened(slot, end);
    }
}
