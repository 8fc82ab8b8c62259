//! Two streams joined by key, within 10 s: an event has two partners on average.
//!
//! The twin keeps the events of a key of both streams side by side, so that it looks for the key once, and forgets what no event to
//! come can reach.

use std::collections::VecDeque;

use stream_core::stream;
use stream_core::time::Timestamp;

use crate::case::{Case, Work};
use crate::events::{BATCH, Digest, Event, Events, OUT_OF_ORDER};
use crate::fx::FxMap;

const WITHIN: i64 = 10_000;

#[inline(always)]
fn pair(digest: &mut Digest, key: u32, [left, right]: [(i64, u32); 2]) {
    digest.add(key, left.0 ^ right.0.rotate_left(32), 0, u64::from(left.1) << 32 | u64::from(right.1));
}

fn pipeline([left, right]: [Vec<Event>; 2]) -> u64 {
    let mut digest = Digest::default();
    let results = &mut digest;
    run!(stream!({
        let left = from_iter(left)
            .event_time(|e| Timestamp::from_millis(e.ts), out_of_order = 5s, max_ahead = none)
            .key_by(|e| e.key);
        let right = from_iter(right)
            .event_time(|e| Timestamp::from_millis(e.ts), out_of_order = 5s, max_ahead = none)
            .key_by(|e| e.key);
        let pairs = left.join(right, within = 10s);
        pairs.for_each(|(key, (left, right))| pair(results, key, [left, right].map(|e| (e.ts, e.val))));
    }));
    digest.get()
}

/// The events of a key, those of the left and those of the right stream, by time and value.
type Sides = [VecDeque<(i64, u32)>; 2];

#[derive(Default)]
struct Join {
    keys: FxMap<u32, Sides>,
    /// When keys without events are looked for.
    sweep: i64,
    digest: Digest,
}

impl Join {
    #[inline]
    fn add(&mut self, side: usize, event: &Event, watermark: i64) {
        let sides = self.keys.entry(event.key).or_default();
        let new = (event.ts, event.val);
        while sides[1 - side].front().is_some_and(|other| other.0 + WITHIN < watermark) {
            sides[1 - side].pop_front();
        }
        for other in &sides[1 - side] {
            if event.ts.abs_diff(other.0) <= WITHIN as u64 {
                let both = if side == 0 { [new, *other] } else { [*other, new] };
                pair(&mut self.digest, event.key, both);
            }
        }
        sides[side].push_back(new);
    }

    /// Forgets what is over, also of keys that do not come again.
    fn advance(&mut self, watermark: i64) {
        if watermark < self.sweep {
            return;
        }
        self.sweep = watermark + WITHIN;
        self.keys.retain(|_, sides| {
            for side in sides.iter_mut() {
                while side.front().is_some_and(|event| event.0 + WITHIN < watermark) {
                    side.pop_front();
                }
            }
            sides.iter().any(|side| !side.is_empty())
        });
    }
}

fn twin([left, right]: &[Vec<Event>; 2]) -> u64 {
    let mut join = Join::default();
    let mut largest = [i64::MIN / 2; 2];
    for (lefts, rights) in left.chunks(BATCH / 2).zip(right.chunks(BATCH / 2)) {
        let watermark = largest[0].min(largest[1]) - OUT_OF_ORDER;
        for (side, events) in [lefts, rights].into_iter().enumerate() {
            for event in events {
                join.add(side, event, watermark);
                largest[side] = largest[side].max(event.ts);
            }
        }
        join.advance(largest[0].min(largest[1]) - OUT_OF_ORDER);
    }
    join.digest.get()
}

/// `n` events, half of them in each stream.
fn both(n: u64) -> [Vec<Event>; 2] {
    [42, 43].map(|seed| Events { keys: 10_000, per_second: 1_000, seed }.take(n / 2))
}

pub(crate) const CASES: [Case; 1] = [Case {
    name: "stream-join",
    pipeline: |n| {
        let events = both(n);
        Box::new(move || pipeline(events)) as Work
    },
    twin: |n| {
        let events = both(n);
        Box::new(move || twin(&events)) as Work
    },
}];
