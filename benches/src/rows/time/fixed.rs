//! Fixed windows of 10 s: count and sum for each key. The twin keeps a map for each open window, and uses it again.

use std::collections::VecDeque;

use stream_core::stream;
use stream_core::time::Timestamp;

use crate::case::{Case, Work};
use crate::events::{BATCH, Digest, Event, Events, OUT_OF_ORDER};
use crate::fx::FxMap;

const LENGTH: i64 = 10_000;

pub(super) fn pipeline(events: Vec<Event>) -> u64 {
    let mut digest = Digest::default();
    let results = &mut digest;
    run!(stream!({
        let events = from_iter(events).event_time(
            |e| Timestamp::from_millis(e.ts),
            out_of_order = 5s,
            max_ahead = none,
        );
        let windows = events.key_by(|e| e.key).window(fixed(10s));
        let sums = windows.aggregate((count(), sum(|e| u64::from(e.val))));
        sums.for_each(|r| results.add(r.key, r.window.start.as_millis(), r.value.0, r.value.1));
    }));
    digest.get()
}

#[derive(Clone, Copy, Default)]
struct Sum {
    count: u64,
    sum: u64,
}

#[derive(Default)]
struct Windows {
    /// The number of the first open window.
    first: i64,
    open: VecDeque<FxMap<u32, Sum>>,
    pool: Vec<FxMap<u32, Sum>>,
    digest: Digest,
}

impl Windows {
    #[inline]
    fn add(&mut self, event: &Event) {
        let number = event.ts / LENGTH;
        if self.open.is_empty() {
            self.first = number;
        }
        while number < self.first {
            self.first -= 1;
            self.open.push_front(self.pool.pop().unwrap_or_default());
        }
        let at = (number - self.first) as usize;
        while self.open.len() <= at {
            self.open.push_back(self.pool.pop().unwrap_or_default());
        }
        let sum = self.open[at].entry(event.key).or_default();
        sum.count += 1;
        sum.sum += u64::from(event.val);
    }

    fn advance(&mut self, watermark: i64) {
        while !self.open.is_empty() && (self.first + 1) * LENGTH <= watermark {
            let Some(mut window) = self.open.pop_front() else { break };
            let start = self.first * LENGTH;
            window.drain().for_each(|(key, sum)| self.digest.add(key, start, sum.count, sum.sum));
            self.first += 1;
            self.pool.push(window);
        }
    }
}

pub(super) fn twin(events: &[Event]) -> u64 {
    let mut windows = Windows::default();
    let mut largest = i64::MIN;
    for batch in events.chunks(BATCH) {
        for event in batch {
            windows.add(event);
            largest = largest.max(event.ts);
        }
        windows.advance(largest - OUT_OF_ORDER);
    }
    windows.advance(i64::MAX);
    windows.digest.get()
}

/// 27 events for each key and window.
const FEW: Events = Events { keys: 1_000, per_second: 2_777, seed: 42 };

/// 5 events for each key and window.
const MANY: Events = Events { keys: 1_000_000, per_second: 500_000, seed: 42 };

macro_rules! case {
    ($name:literal, $events:ident) => {
        Case {
            name: $name,
            pipeline: |n| {
                let events = $events.take(n);
                Box::new(move || pipeline(events)) as Work
            },
            twin: |n| {
                let events = $events.take(n);
                Box::new(move || twin(&events)) as Work
            },
        }
    };
}

pub(crate) const CASES: [Case; 2] = [case!("fixed", FEW), case!("fixed-1m", MANY)];
