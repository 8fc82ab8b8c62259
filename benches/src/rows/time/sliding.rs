//! Sliding windows of 5 min: the mean for each key, every minute and every second.
//!
//! The twin has a map of panes as long as the slide, and a running sum for each key to which a new pane is added and from which
//! an old one is taken.

use std::collections::VecDeque;

use stream_core::stream;
use stream_core::time::Timestamp;

use crate::case::{Case, Work};
use crate::events::{BATCH, Digest, Event, Events, OUT_OF_ORDER};
use crate::fx::FxMap;

const LENGTH: i64 = 300_000;

macro_rules! pipeline {
    ($name:ident, $every:literal) => {
        fn $name(events: Vec<Event>) -> u64 {
            let mut digest = Digest::default();
            let results = &mut digest;
            run!(stream!({
                let events = from_iter(events).event_time(
                    |e| Timestamp::from_millis(e.ts),
                    out_of_order = 5s,
                    max_ahead = none,
                );
                let means = events.key_by(|e| e.key).window(sliding(5min, every = $every)).mean(|e| e.val);
                means.for_each(|r| results.add(r.key, r.window.end.as_millis(), 0, r.value.to_bits()));
            }));
            digest.get()
        }
    };
}

pipeline!(every_minute, 1min);
pipeline!(every_second, 1s);

#[derive(Clone, Copy, Default)]
struct Sum {
    count: u32,
    sum: u64,
}

/// Panes of `SLIDE` ms.
#[derive(Default)]
struct Panes<const SLIDE: i64> {
    /// The number of the first open pane.
    first: i64,
    open: VecDeque<FxMap<u32, Sum>>,
    /// Panes that are over and in the windows to come.
    done: VecDeque<FxMap<u32, Sum>>,
    pool: Vec<FxMap<u32, Sum>>,
    /// The sums of all panes that are done.
    running: FxMap<u32, Sum>,
    digest: Digest,
}

impl<const SLIDE: i64> Panes<SLIDE> {
    #[inline]
    fn add(&mut self, event: &Event) {
        let number = event.ts / SLIDE;
        if self.open.is_empty() && self.done.is_empty() {
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

    /// The first open pane is over: the window that ends with it fires.
    fn close(&mut self) {
        let pane = self.open.pop_front().or_else(|| self.pool.pop()).unwrap_or_default();
        self.first += 1;
        for (key, part) in &pane {
            let sum = self.running.entry(*key).or_default();
            sum.count += part.count;
            sum.sum += part.sum;
        }
        self.done.push_back(pane);
        for (key, sum) in &self.running {
            let mean = sum.sum as f64 / f64::from(sum.count);
            self.digest.add(*key, self.first * SLIDE, 0, mean.to_bits());
        }
        if self.done.len() == (LENGTH / SLIDE) as usize {
            self.leave();
        }
    }

    /// The first pane that is done is in no window to come.
    fn leave(&mut self) {
        let Some(mut pane) = self.done.pop_front() else { return };
        for (key, part) in pane.drain() {
            let Some(sum) = self.running.get_mut(&key) else { continue };
            sum.count -= part.count;
            sum.sum -= part.sum;
            if sum.count == 0 {
                self.running.remove(&key);
            }
        }
        self.pool.push(pane);
    }

    fn advance(&mut self, watermark: i64) {
        while !self.open.is_empty() && (self.first + 1) * SLIDE <= watermark {
            self.close();
        }
    }
}

fn twin<const SLIDE: i64>(events: &[Event]) -> u64 {
    let mut panes = Panes::<SLIDE>::default();
    let mut largest = i64::MIN;
    for batch in events.chunks(BATCH) {
        for event in batch {
            panes.add(event);
            largest = largest.max(event.ts);
        }
        panes.advance(largest - OUT_OF_ORDER);
    }
    while !panes.open.is_empty() || !panes.running.is_empty() {
        panes.close();
    }
    panes.digest.get()
}

/// The stretch of time, in seconds, over which the cases of ingestion have their events: the more, the closer.
const STRETCH: u64 = 600;

/// An event for each key and second, so that every pane has every key.
fn each(events: Events, n: u64) -> Vec<Event> {
    let mut all = events.take(n);
    for (i, event) in all.iter_mut().enumerate() {
        event.key = (i as u64 % u64::from(events.keys)) as u32;
    }
    all
}

macro_rules! case {
    ($name:literal, $pipeline:ident, $slide:literal, $events:expr) => {
        Case {
            name: $name,
            pipeline: |n| {
                let events: Vec<Event> = $events(n);
                Box::new(move || $pipeline(events)) as Work
            },
            twin: |n| {
                let events: Vec<Event> = $events(n);
                Box::new(move || twin::<$slide>(&events)) as Work
            },
        }
    };
}

const fn over(keys: u32, per_second: u64) -> Events {
    Events { keys, per_second, seed: 42 }
}

pub(crate) const CASES: [Case; 6] = [
    case!("sliding", every_minute, 60_000, |n| over(1_000, 2_777).take(n)),
    case!("sliding-100k", every_minute, 60_000, |n| over(100_000, 2_777).take(n)),
    // Of 100 keys all fire, as often for few events as for many: two sizes differ by what it takes to take them in.
    case!("sliding-ingest-1min", every_minute, 60_000, |n| over(100, n / STRETCH).take(n)),
    case!("sliding-ingest-1s", every_second, 1_000, |n| over(100, n / STRETCH).take(n)),
    // An event or two for each key and pane: what is counted is the fire.
    case!("sliding-fire-1min", every_minute, 60_000, |n| each(over(1_000, 2 * 1_000 / 60), n)),
    case!("sliding-fire-1s", every_second, 1_000, |n| each(over(1_000, 2 * 1_000), n)),
];
