//! `dedup_by`: the first record of each id to arrive; Spark's `dropDuplicatesWithinWatermark`.

use std::time::Duration;
use std::vec::Drain;

use super::shrink;
use crate::error::{Error, ErrorKind};
use crate::exchange::Exchange;
use crate::keyed::key::KeyKind;
use crate::keyed::{Expiring, Outbox, Packet};
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
pub struct Dedup<K, T, I, const BY_CLOCK: bool = false> {
    // Configuration.
    rule: Rule<BY_CLOCK>,
    max_ids: Option<usize>,
    // Live.
    outbox: Outbox<K, (Stamp, T), I>,
    out: Vec<(Stamp, T)>,
    // Checkpointed.
    ids: Expiring<K, I>,
    late: u64,
}

/// For how long ids are remembered.
#[derive(Clone, Copy)]
struct Rule<const BY_CLOCK: bool> {
    /// Nanoseconds; the most there are for ever.
    within: i64,
    /// Ids of records from this time on are remembered for ever.
    ever: Timestamp,
}

impl<K, T, I: Copy + Default> Dedup<K, T, I> {
    /// Remembers ids for `within`, without it for ever, with this many workers (at least 1).
    ///
    /// # Errors
    /// `within` is zero.
    pub fn new(workers: usize, within: Option<Duration>) -> Result<Self, Error> {
        if within.is_some_and(|within| within.is_zero()) {
            let text = "`within` is zero: no id would be remembered; say for how long, or `within = forever`";
            return Err(Error::new(ErrorKind::Start, text));
        }
        let nanos = within.map_or(i64::MAX, |within| i64::try_from(within.as_nanos()).unwrap_or(i64::MAX));
        let ever = within.map_or(i64::MIN, |_| i64::MAX - nanos);
        Ok(Dedup {
            rule: Rule { within: nanos, ever: Timestamp::from_nanos(ever) },
            max_ids: None,
            outbox: Outbox::new(workers),
            out: Vec::new(),
            ids: Expiring::new(nanos),
            late: 0,
        })
    }

    /// No event time is declared: the time of a batch is its watermark.
    #[must_use]
    pub fn by_clock(self) -> Dedup<K, T, I, true> {
        let Dedup { rule: Rule { within, ever }, max_ids, outbox, out, ids, late } = self;
        Dedup { rule: Rule { within, ever }, max_ids, outbox, out, ids, late }
    }
}

impl<K, T, I: Copy + Default, const BY_CLOCK: bool> Dedup<K, T, I, BY_CLOCK> {
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
            return Some(self.ids.claim(kind, id, expiry, watermark));
        }
        self.address(kind, id);
        Some(true)
    }

    /// With several workers the owner of the id decides.
    #[cold]
    #[inline(never)]
    fn address<Q, Kind>(&mut self, kind: Kind, id: Q)
    where
        Kind: KeyKind<Q, Owned = K, Image = I>,
    {
        self.outbox.address(kind, id);
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
        for packet in self.outbox.exchange(exchange).await {
            self.ids.unpack(packet, |(stamp, _)| rule.judge(*stamp), |first| out.push(first));
        }
    }

    /// Forgets the ids whose time is up, and gives the first record of each id that is new in this batch, in order of arrival.
    ///
    /// # Errors
    /// More ids are remembered than there may be.
    pub fn close(&mut self, tick: Tick) -> Result<Drain<'_, (Stamp, T)>, Error> {
        self.ids.advance(tick.watermark);
        match self.max_ids {
            Some(max) if self.ids.len() > max => Err(too_many(max)),
            _ => {
                shrink(&mut self.out);
                Ok(self.out.drain(..))
            }
        }
    }

    /// Late records and remembered ids.
    pub fn gauge(&self) -> Gauge {
        let (keys, bytes) = (self.ids.len() as u64, self.ids.bytes() as u64);
        Gauge { late: self.late, keys, bytes, ..Gauge::default() }
    }
}

impl<const BY_CLOCK: bool> Rule<BY_CLOCK> {
    /// When the id of a record of this stamp is forgotten, and the watermark by which the record is judged.
    #[inline]
    fn judge(self, stamp: Stamp) -> (Timestamp, Timestamp) {
        let expiry = if stamp.time < self.ever {
            Timestamp::from_nanos(stamp.time.as_nanos().wrapping_add(self.within))
        } else {
            Timestamp::MAX
        };
        (expiry, if BY_CLOCK { stamp.time } else { stamp.watermark })
    }
}

#[cold]
fn too_many(max: usize) -> Error {
    let text = format!(
        "more than {max} ids are remembered on one worker; raise `max_ids`, or remember each for a shorter time"
    );
    Error::new(ErrorKind::Bound, text)
}
