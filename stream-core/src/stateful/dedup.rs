//! `dedup_by`: the first record of each id to arrive; Spark's `dropDuplicatesWithinWatermark`.

use std::time::Duration;
use std::vec::Drain;

use super::buckets::Buckets;
use super::shrink;
use crate::error::{Error, ErrorKind};
use crate::exchange::Exchange;
use crate::keyed::key::KeyKind;
use crate::keyed::{Outbox, Packet, Slots};
use crate::stage::{Gauge, Stamp, Tick};
use crate::time::Timestamp;

/// The ids `K` of the records `T` that came; `I` is the [image](KeyKind::Image) of an id.
///
/// An id is remembered until its first record's time + `within`, and with it the record that comes before that is a duplicate.
/// Judged is by the watermark of the record's own source partition: an id whose time is up by it is forgotten, and a record whose
/// own id would be forgotten already is late. So for equal order of arrival the results do not depend on where batches end. Where
/// no event time is declared, the time of the batch is both the time of a record and the watermark.
///
/// Ids are removed at the end of a batch, up to a sixteenth of `within` after their time is up.
pub struct Dedup<K, T, I> {
    // Configuration.
    rule: Rule,
    max_ids: Option<usize>,
    // Live.
    outbox: Outbox<K, (Stamp, T), I>,
    out: Vec<(Stamp, T)>,
    // Checkpointed.
    ids: Ids<K, I>,
    late: u64,
    watermark: Timestamp,
}

/// For how long ids are remembered.
#[derive(Clone, Copy)]
struct Rule {
    /// Nanoseconds; `None` for ever.
    within: Option<i64>,
    by_clock: bool,
}

/// The ids with the time at which each is forgotten.
struct Ids<K, I> {
    slots: Slots<K, Timestamp, I>,
    seen: Seen,
}

/// When ids are forgotten, and how many came again.
struct Seen {
    buckets: Buckets,
    duplicates: u64,
}

impl<K, T, I: Copy> Dedup<K, T, I> {
    /// Remembers ids for `within`, without it for ever, with this many workers (at least 1).
    ///
    /// # Errors
    /// `within` is zero.
    pub fn new(workers: usize, within: Option<Duration>) -> Result<Self, Error> {
        if within.is_some_and(|within| within.is_zero()) {
            let text = "`within` is zero: no id would be remembered; say for how long, or `within = forever`";
            return Err(Error::new(ErrorKind::Start, text));
        }
        let buckets = Buckets::new(within.unwrap_or(Duration::MAX));
        let within = within.map(|within| i64::try_from(within.as_nanos()).unwrap_or(i64::MAX));
        Ok(Dedup {
            rule: Rule { within, by_clock: false },
            max_ids: None,
            outbox: Outbox::new(workers),
            out: Vec::new(),
            ids: Ids { slots: Slots::default(), seen: Seen { buckets, duplicates: 0 } },
            late: 0,
            watermark: Timestamp::MIN,
        })
    }

    /// No event time is declared: the time of a batch is its watermark.
    #[must_use]
    pub fn by_clock(mut self) -> Self {
        self.rule.by_clock = true;
        self
    }

    /// At most this many ids are remembered on one worker after a batch.
    #[must_use]
    pub fn max_ids(mut self, max: usize) -> Self {
        self.max_ids = Some(max);
        self
    }

    /// Whether the record of this id and stamp is to be [kept](Dedup::keep), which has to be the next call then: it is the first,
    /// or with several workers it may be. Nothing if it is late.
    #[inline]
    pub fn first<Q, Kind>(&mut self, kind: Kind, id: Q, stamp: Stamp) -> Option<bool>
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        let (expiry, watermark) = self.rule.judge(stamp);
        if expiry <= watermark {
            self.late += 1;
            return None;
        }
        if self.outbox.is_idle() {
            let slot = self.ids.slots.slot(kind, id, || Timestamp::MIN);
            let known = self.ids.slots.value_mut(slot)?;
            return Some(self.ids.seen.claim(known, slot, expiry, watermark));
        }
        self.outbox.address(kind, id);
        Some(true)
    }

    /// Keeps the record that is the first of its id, for this batch.
    #[inline]
    pub fn keep(&mut self, stamp: Stamp, record: T) {
        if self.outbox.is_idle() {
            self.out.push((stamp, record));
        } else {
            self.outbox.send((stamp, record));
        }
    }

    /// Moves the records to the owners of their ids, who keep the first of each. With one worker it returns at once.
    ///
    /// # Cancel safety
    /// As [`Exchange::all_to_all`].
    pub async fn exchange(&mut self, exchange: &mut Exchange<Packet<K, (Stamp, T), I>>) {
        if exchange.is_alone() {
            return;
        }
        let (rule, out) = (self.rule, &mut self.out);
        let Ids { slots, seen } = &mut self.ids;
        for packet in self.outbox.exchange(exchange).await {
            slots.unpack(
                packet,
                || Timestamp::MIN,
                |slots, slot, (stamp, record)| {
                    let (expiry, watermark) = rule.judge(stamp);
                    if slots.value_mut(slot).is_some_and(|known| seen.claim(known, slot, expiry, watermark)) {
                        out.push((stamp, record));
                    }
                },
            );
        }
    }

    /// Forgets the ids whose time is up, and gives the first record of each id that is new in this batch, in order of arrival.
    ///
    /// # Errors
    /// More ids are remembered than there may be.
    pub fn close(&mut self, tick: Tick) -> Result<Drain<'_, (Stamp, T)>, Error> {
        self.watermark = tick.watermark;
        self.ids.forget(tick.watermark);
        match self.max_ids {
            Some(max) if self.ids.slots.len() > max => Err(too_many(max)),
            _ => {
                shrink(&mut self.out);
                Ok(self.out.drain(..))
            }
        }
    }

    /// Nothing fires by itself.
    pub fn next_close(&self) -> Option<Timestamp> {
        None
    }

    /// Nothing fires by itself.
    pub fn next_tick(&self) -> Option<Timestamp> {
        None
    }

    /// The watermark of the last tick.
    pub fn watermark(&self) -> Timestamp {
        self.watermark
    }

    /// What comes out is no later than what went in.
    pub fn lateness(&self) -> Duration {
        Duration::ZERO
    }

    /// How many records came again, since the pipeline began, of the ids that are this worker's.
    pub fn duplicates(&self) -> u64 {
        self.ids.seen.duplicates
    }

    /// Late records and remembered ids.
    pub fn gauge(&self) -> Gauge {
        let bytes = self.ids.slots.bytes() + self.ids.seen.buckets.bytes();
        Gauge { late: self.late, keys: self.ids.slots.len() as u64, bytes: bytes as u64, ..Gauge::default() }
    }
}

impl<K, I: Copy> Ids<K, I> {
    fn forget(&mut self, watermark: Timestamp) {
        while let Some(slots) = self.seen.buckets.take(watermark) {
            for slot in slots {
                // It may have come again since, or be another id's.
                if self.slots.value_mut(slot).is_some_and(|expiry| *expiry <= watermark) {
                    self.slots.remove(slot);
                }
            }
        }
    }
}

impl Rule {
    /// When the id of a record of this stamp is forgotten, and the watermark by which the record is judged.
    #[inline]
    fn judge(self, stamp: Stamp) -> (Timestamp, Timestamp) {
        let expiry = match self.within {
            Some(within) => Timestamp::from_nanos(stamp.time.as_nanos().saturating_add(within)),
            None => Timestamp::MAX,
        };
        (expiry, if self.by_clock { stamp.time } else { stamp.watermark })
    }
}

impl Seen {
    /// Whether the id of the slot, `known` until then, is not known by the watermark; from now on it is, until `expiry`.
    #[inline]
    fn claim(&mut self, known: &mut Timestamp, slot: u32, expiry: Timestamp, watermark: Timestamp) -> bool {
        if *known > watermark {
            self.duplicates += 1;
            return false;
        }
        *known = expiry;
        if expiry < Timestamp::MAX {
            self.buckets.put(expiry, slot);
        }
        true
    }
}

#[cold]
fn too_many(max: usize) -> Error {
    let text = format!(
        "more than {max} ids are remembered on one worker; raise `max_ids`, or remember each for a shorter time"
    );
    Error::new(ErrorKind::Bound, text)
}
