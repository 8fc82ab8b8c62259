//! The first event of each id within a minute: about half of all.
//!
//! The twin knows until when each id is remembered, and forgets ids by the second.

use std::collections::VecDeque;

use hashbrown::hash_map::Entry;
use stream_core::stream;
use stream_core::time::Timestamp;

use crate::case::{Case, Work};
use crate::events::{BATCH, Digest, Event, Events, OUT_OF_ORDER};
use crate::fx::FxMap;

const WITHIN: i64 = 60_000;

/// The ids of a bucket are forgotten together, this many milliseconds long.
const BUCKET: i64 = 4_000;

fn pipeline(events: Vec<Event>) -> u64 {
    let mut digest = Digest::default();
    let results = &mut digest;
    run!(stream!({
        let events = from_iter(events).event_time(
            |e| Timestamp::from_millis(e.ts),
            out_of_order = 5s,
            max_ahead = none,
        );
        events.dedup_by(|e| e.key, within = 1min).for_each(|e| results.add(e.key, e.ts, 0, e.val.into()));
    }));
    digest.get()
}

#[derive(Default)]
struct Ids {
    /// Until when an id is remembered.
    until: FxMap<u32, i64>,
    /// The number of the first bucket.
    first: i64,
    buckets: VecDeque<Vec<u32>>,
    pool: Vec<Vec<u32>>,
}

impl Ids {
    /// Whether the event is the first of its id, by the watermark before it.
    #[inline]
    fn is_first(&mut self, event: &Event, watermark: i64) -> bool {
        let until = event.ts + WITHIN;
        if until <= watermark {
            return false;
        }
        match self.until.entry(event.key) {
            Entry::Occupied(known) if *known.get() > watermark => return false,
            Entry::Occupied(mut known) => *known.get_mut() = until,
            Entry::Vacant(vacant) => {
                vacant.insert(until);
            }
        }
        self.remember(event.key, until);
        true
    }

    #[inline]
    fn remember(&mut self, id: u32, until: i64) {
        let number = until / BUCKET;
        if self.buckets.is_empty() {
            self.first = number;
        }
        while number < self.first {
            self.first -= 1;
            self.buckets.push_front(self.pool.pop().unwrap_or_default());
        }
        let at = (number - self.first) as usize;
        while self.buckets.len() <= at {
            self.buckets.push_back(self.pool.pop().unwrap_or_default());
        }
        self.buckets[at].push(id);
    }

    fn advance(&mut self, watermark: i64) {
        while !self.buckets.is_empty() && (self.first + 1) * BUCKET <= watermark {
            let Some(mut ids) = self.buckets.pop_front() else { break };
            self.first += 1;
            for id in ids.drain(..) {
                if let Entry::Occupied(known) = self.until.entry(id)
                    && *known.get() <= watermark
                {
                    known.remove();
                }
            }
            self.pool.push(ids);
        }
    }
}

fn twin(events: &[Event]) -> u64 {
    let (mut ids, mut digest) = (Ids::default(), Digest::default());
    let mut watermark = i64::MIN;
    for batch in events.chunks(BATCH) {
        for event in batch {
            if ids.is_first(event, watermark) {
                digest.add(event.key, event.ts, 0, event.val.into());
            }
            watermark = watermark.max(event.ts - OUT_OF_ORDER);
        }
        ids.advance(watermark);
    }
    digest.get()
}

/// An id comes about once in a minute.
const EVENTS: Events = Events { keys: 166_000, per_second: 2_777, seed: 42 };

pub(crate) const CASES: [Case; 1] = [Case {
    name: "dedup",
    pipeline: |n| {
        let events = EVENTS.take(n);
        Box::new(move || pipeline(events)) as Work
    },
    twin: |n| {
        let events = EVENTS.take(n);
        Box::new(move || twin(&events)) as Work
    },
}];
