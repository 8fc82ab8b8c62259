//! With several workers: the parts of sessions that a batch brings, before they move to the workers that own their keys.

use super::SessionPacket;
use super::held::{Held, Piece, Put, Spare};
use crate::exchange::Exchange;
use crate::keyed::key::KeyKind;
use crate::keyed::{Outbox, Slots};
use crate::window::Aggregate;

/// Records per part of which fewer do not pay for looking the keys up, as a fraction.
const WORTH: (u64, u64) = (5, 4);

/// For how many batches records then move one by one, before it is tried again.
const PAUSE: u32 = 15;

pub(super) struct Moving<K, S, I> {
    workers: usize,
    parts: Slots<K, Held<K, S>, I>,
    spare: Spare<K, S>,
    outbox: Outbox<K, Piece<S>, I>,
    /// Records of this batch that went into `parts`.
    records: u64,
    /// For how many batches to come each record is a part.
    pause: u32,
}

impl<K, S, I: Copy + Default> Moving<K, S, I> {
    /// For this many workers, with the parts of the first batch.
    pub(super) fn new(workers: usize, parts: Slots<K, Held<K, S>, I>) -> Self {
        Moving {
            workers,
            parts,
            spare: Vec::new(),
            outbox: Outbox::new(workers),
            records: u64::MAX,
            pause: 0,
        }
    }

    /// Takes a record in, which alone would be the session `at..end`. Gives its key if there is no room for it, for it may have
    /// `most` sessions after it.
    #[inline]
    pub(super) fn add<Q, Kind, G>(
        &mut self,
        kind: Kind,
        key: Q,
        (at, end): (i64, i64),
        mut input: G::In,
        most: usize,
        aggregate: &G,
    ) -> Option<K>
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
        G: Aggregate<State = S>,
    {
        if self.pause > 0 {
            self.outbox.push(kind, key, Piece::of(at, end, input, aggregate));
            return None;
        }
        self.records += 1;
        match self.parts.look(kind, &key) {
            Ok(slot) => {
                let held = self.parts.value_mut(slot)?;
                if let Some(latest) = &mut held.latest {
                    input = latest.add(at, end, input, aggregate).err()?;
                }
                let piece = Piece::of(at, end, input, aggregate);
                let merge = |state: &mut S, other| aggregate.merge(state, other);
                match held.put(Kind::own(key), piece, most, &mut self.spare, merge) {
                    Put::Full(key) => Some(key),
                    Put::Changed { .. } => None,
                }
            }
            Err(gap) => {
                let piece = Piece::of(at, end, input, aggregate);
                self.parts.settle(gap, Kind::own(key), Held::new(piece, 0));
                None
            }
        }
    }

    /// Sends what the batch brought, and gives what is this worker's.
    ///
    /// # Cancel safety
    /// As [`Exchange::all_to_all`].
    pub(super) async fn exchange(
        &mut self,
        exchange: &mut Exchange<SessionPacket<K, S, I>>,
    ) -> impl Iterator<Item = SessionPacket<K, S, I>> + use<K, S, I> {
        self.pause = self.pause.saturating_sub(1);
        if !self.parts.is_empty() {
            let mut sent = 0_u64;
            let parcels = self.parts.pack(self.workers, |key, held| {
                sent += held.len() as u64;
                let earlier = held.earlier.into_iter().flat_map(|earlier| *earlier);
                earlier.chain(held.latest.map(|latest| (key, latest)))
            });
            self.outbox.append(parcels);
            if self.records.saturating_mul(WORTH.1) < sent * WORTH.0 {
                self.pause = PAUSE;
            }
        }
        self.records = 0;
        self.outbox.exchange(exchange).await
    }

    pub(super) fn bytes(&self) -> usize {
        self.parts.bytes()
    }
}
