//! What is to be done for which key at what time: timers, and the end of a key's time to live.
//!
//! All of it follows from what is held for each key. The order is by time, at equal times by the first sight of the key; a timer
//! comes before the end of a key's life at the same instant.

use std::collections::BTreeMap;
use std::time::Duration;

use super::held::{Domain, Held, Timer};
use crate::time::Timestamp;

/// Slots by time and by the first sight of the key.
type Queue = BTreeMap<(Timestamp, u64), u32>;

pub(super) struct Agenda {
    // Configuration.
    ttl: Option<Duration>,
    // Live.
    stream: Queue,
    processing: Queue,
    /// Each key once, at its review.
    reviews: Queue,
    // Checkpointed.
    /// Keys that were ever seen for the first time.
    sights: u64,
}

/// What comes next, and the slot of its key.
pub(super) enum Due {
    Timer(u32, Timer),
    Review(u32),
}

/// Up to when what is on the agenda is due.
#[derive(Clone, Copy)]
pub(super) struct Until {
    pub(super) stream: Timestamp,
    /// `None` when timers in processing time do not fire.
    pub(super) processing: Option<Timestamp>,
}

impl Until {
    pub(super) fn covers(&self, timer: Timer) -> bool {
        match timer.domain {
            Domain::Stream => timer.at <= self.stream,
            Domain::Processing => self.processing.is_some_and(|until| timer.at <= until),
        }
    }
}

impl Agenda {
    pub(super) fn new(ttl: Option<Duration>) -> Self {
        let (stream, processing, reviews) = (Queue::new(), Queue::new(), Queue::new());
        Agenda { ttl, stream, processing, reviews, sights: 0 }
    }

    /// The state of the key, which comes to life at the time `at` if it has none.
    #[inline]
    pub(super) fn state<'a, S: Default>(
        &mut self,
        slot: u32,
        held: &'a mut Held<S>,
        at: Timestamp,
    ) -> &'a mut S {
        if held.state.is_none() {
            self.begin(slot, held, at);
        }
        held.state.get_or_insert_default()
    }

    /// The key is seen for the first time.
    fn begin<S>(&mut self, slot: u32, held: &mut Held<S>, at: Timestamp) {
        held.sight = self.sights;
        held.changed = at;
        self.sights += 1;
        if let Some(ttl) = self.ttl {
            held.review = at.plus(ttl);
            self.reviews.insert((held.review, held.sight), slot);
        }
    }

    /// Sets a timer of a key that has a state.
    pub(super) fn set<S>(&mut self, slot: u32, held: &mut Held<S>, timer: Timer) {
        held.timers.insert(timer);
        self.queue(timer.domain).insert((timer.at, held.sight), slot);
    }

    /// Deletes a timer, if it is set.
    pub(super) fn delete<S>(&mut self, held: &mut Held<S>, timer: Timer) {
        if held.timers.remove(&timer) {
            self.queue(timer.domain).remove(&(timer.at, held.sight));
        }
    }

    /// Forgets the state and the timers of a key.
    pub(super) fn forget<S>(&mut self, held: &mut Held<S>) {
        held.state = None;
        while let Some(timer) = held.timers.pop_first() {
            self.queue(timer.domain).remove(&(timer.at, held.sight));
        }
        self.reviews.remove(&(held.review, held.sight));
    }

    /// Whether the life of a key is over at `now`, so that what comes for it then finds it forgotten. A timer that comes before the end
    /// of its life puts that off, also if it has yet to fire.
    #[inline]
    pub(super) fn outlived<S>(&self, held: &Held<S>, now: Timestamp) -> bool {
        self.ttl.is_some_and(|ttl| {
            let end = held.changed.plus(ttl);
            let puts_off = |timer: &Timer| timer.domain == Domain::Stream && timer.at <= end;
            end <= now && held.state.is_some() && !held.timers.first().is_some_and(puts_off)
        })
    }

    /// Whether the time to live of a key that is under review is over; if not, the review is put off until it may be.
    pub(super) fn review<S>(&mut self, slot: u32, held: &mut Held<S>) -> bool {
        let end = held.changed.plus(self.ttl.unwrap_or(Duration::MAX));
        self.reviews.remove(&(held.review, held.sight));
        let over = end <= held.review;
        if !over {
            held.review = end;
            self.reviews.insert((end, held.sight), slot);
        }
        over
    }

    fn queue(&mut self, domain: Domain) -> &mut Queue {
        match domain {
            Domain::Stream => &mut self.stream,
            Domain::Processing => &mut self.processing,
        }
    }

    /// What is due next: in the time of the stream, then in processing time.
    pub(super) fn next(&self, until: Until) -> Option<Due> {
        let timer = |queue: &Queue, domain| {
            let ((at, _), slot) = queue.first_key_value()?;
            let timer = Timer { domain, at: *at };
            until.covers(timer).then_some((*slot, timer))
        };
        let stream = timer(&self.stream, Domain::Stream);
        let review = self.reviews.first_key_value().filter(|((at, _), _)| *at <= until.stream);
        match (stream, review) {
            (Some((_, timer)), Some(((at, _), slot))) if *at < timer.at => Some(Due::Review(*slot)),
            (Some((slot, timer)), _) => Some(Due::Timer(slot, timer)),
            (None, Some((_, slot))) => Some(Due::Review(*slot)),
            (None, None) => {
                timer(&self.processing, Domain::Processing).map(|(slot, timer)| Due::Timer(slot, timer))
            }
        }
    }

    /// When the next timer of the domain fires.
    pub(super) fn next_at(&self, domain: Domain) -> Option<Timestamp> {
        let queue = if domain == Domain::Stream { &self.stream } else { &self.processing };
        queue.first_key_value().map(|((at, _), _)| *at)
    }

    /// The last timer, in the time of the stream, of each key that has one, by first sight.
    pub(super) fn horizons(&self) -> BTreeMap<u64, Timestamp> {
        self.stream.keys().map(|(at, sight)| (*sight, *at)).collect()
    }

    /// About how many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        let entries = self.stream.len() + self.processing.len() + self.reviews.len();
        entries * size_of::<(Timestamp, u64, u32)>()
    }
}
