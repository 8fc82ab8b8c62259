//! Windows by session: per key, records that follow each other within a gap.
//!
//! A record opens `[time, time + gap)`; intervals of a key that overlap or touch are one session, as in Spark and Flink, also
//! when a late record joins two. A session fires when the watermark is past its end, for a record at the end would still belong
//! to it. It ends at the end of the range of time where it has no end in it. A tick that closes nothing visits no key.

mod enter;
mod fire;
mod held;
mod moving;
mod queue;
mod sift;
#[cfg(test)]
mod tests;

use std::time::Duration;

use self::fire::Due;
pub use self::held::Piece;
use self::held::{Held, Rules, Spare};
use self::moving::Moving;
use self::queue::Queue;
use super::Aggregate;
use super::aggregates::Closures;
use super::fixed::behind;
use super::policy::{Emit, Policy, Ticks};
use crate::error::{Error, ErrorKind};
use crate::exchange::Exchange;
use crate::keyed::{Packet, Slots};
use crate::stage::Gauge;
use crate::time::Timestamp;

/// Sessions of the keys `K` with the states `S`; `I` is the [image](crate::keyed::key::KeyKind::Image) of a key.
pub struct Session<K, S, I> {
    // Configuration.
    rules: Rules,
    /// In nanoseconds.
    lateness: i64,
    /// Early results are wanted.
    early: bool,
    policy: Policy,
    // Live.
    /// `None` with one worker, or before the first exchange.
    moving: Option<Box<Moving<K, S, I>>>,
    /// What other workers have sent.
    arrived: Vec<SessionPacket<K, S, I>>,
    /// What fires or goes now, in reverse: for [`Session::emit`].
    due: Vec<Due>,
    spare: Spare<K, S>,
    /// The slots that are looked at now.
    looked: Vec<u32>,
    /// Those of which a session is over, in reverse; it ended at `reached` or before it.
    over: Vec<u32>,
    reached: i64,
    /// Slots with changes of which no early result tells.
    changed: Vec<u32>,
    /// A bound that was reached.
    full: Option<K>,
    /// Slots that have had more sessions in this batch than may stay.
    crowded: Vec<u32>,
    /// The slots by the time at which they have to be looked at.
    queue: Queue,
    /// Sessions beyond the first of a key.
    more: i64,
    // Checkpointed.
    /// A key of which a copy costs nothing stays when its sessions are gone, until its room is wanted.
    held: Slots<K, Held<K, S>, I>,
    /// How often a key has got its first session, so far.
    seen: u64,
    /// How often a key has lost its last one.
    closed_keys: u64,
    /// The watermark of the last tick.
    watermark: Timestamp,
    /// When early results come out.
    ticks: Ticks,
    late: u64,
}

/// What workers send each other: parts of sessions.
pub type SessionPacket<K, S, I> = Packet<K, Piece<S>, I>;

impl<K, S, I: Copy + Default> Session<K, S, I> {
    /// Sessions that end when a key has no record for `gap`.
    ///
    /// # Errors
    /// The gap is zero.
    pub fn new(gap: Duration, policy: Policy) -> Result<Self, Error> {
        if gap.is_zero() {
            let message = "`gap` must be more than zero";
            return Err(Error::new(ErrorKind::Start, message));
        }
        let gap = nanos(gap);
        Ok(Session {
            rules: Rules { gap, most: policy.max_open },
            lateness: nanos(policy.lateness),
            early: policy.emit != Emit::OnClose,
            policy,
            moving: None,
            arrived: Vec::new(),
            due: Vec::new(),
            spare: Vec::new(),
            looked: Vec::new(),
            over: Vec::new(),
            reached: i64::MIN,
            changed: Vec::new(),
            full: None,
            crowded: Vec::new(),
            queue: Queue::new(gap),
            more: 0,
            held: Slots::new(),
            seen: 0,
            closed_keys: 0,
            watermark: Timestamp::MIN,
            ticks: Ticks::default(),
            late: 0,
        })
    }

    /// Brings the sessions of each key to the worker that owns its [group](crate::state::Group), as parts: those that a worker
    /// has of a batch are one where they meet. With one worker it returns at once. What has come is merged by the `close` or
    /// `emit` that follows.
    ///
    /// # Cancel safety
    /// As [`Exchange::all_to_all`].
    pub fn exchange<'a, G: Aggregate<State = S>>(
        &'a mut self,
        exchange: &'a mut Exchange<SessionPacket<K, S, I>>,
        _: &G,
    ) -> impl Future<Output = ()> + use<'a, K, S, I, G> {
        async move {
            if exchange.is_alone() {
                return;
            }
            if self.moving.is_none() {
                self.begin_moving(exchange.workers());
            }
            if let Some(moving) = &mut self.moving {
                self.arrived.extend(moving.exchange(exchange).await);
            }
        }
    }

    /// There are other workers: what came in so far is only a part.
    fn begin_moving(&mut self, workers: usize) {
        let held = std::mem::take(&mut self.held);
        self.moving = Some(Box::new(Moving::new(workers, held)));
        self.queue.clear();
        self.changed.clear();
        self.crowded.clear();
        (self.more, self.seen, self.closed_keys) = (0, 0, 0);
    }

    /// An instant before which nothing fires, in the time of the sessions; nothing if none is open.
    pub fn next_close(&self) -> Option<Timestamp> {
        self.queue.first().map(|end| Timestamp::from_nanos(end.saturating_add(1)))
    }

    /// When early results are due, in processing time, if there are any.
    pub fn next_tick(&self) -> Option<Timestamp> {
        self.ticks.next(self.policy.emit).filter(|_| !self.changed.is_empty())
    }

    /// The watermark of what comes after: that of the last tick less the allowed lateness.
    pub fn watermark(&self) -> Timestamp {
        behind(self.watermark, self.policy.lateness)
    }

    /// How long after its end a session waits for late records.
    pub fn lateness(&self) -> Duration {
        self.policy.lateness
    }

    /// What is held.
    pub fn gauge(&self) -> Gauge {
        let bytes =
            self.held.bytes() + self.queue.bytes() + self.moving.as_ref().map_or(0, |moving| moving.bytes());
        let keys = self.seen - self.closed_keys;
        Gauge {
            late: self.late,
            late_in_part: 0,
            windows: keys.saturating_add_signed(self.more),
            keys,
            bytes: bytes as u64,
        }
    }
}

impl<K, T, I> Closures<T> for Session<K, Option<T>, I> {}

/// Nanoseconds; what has no place in the range of time is its end.
fn nanos(d: Duration) -> i64 {
    i64::try_from(d.as_nanos()).unwrap_or(i64::MAX)
}
