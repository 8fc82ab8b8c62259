//! Events joined with a table of 1 M rows, of which four in five find one.

use stream_core::stream;
use stream_core::table::Table;

use crate::case::{Case, Work};
use crate::events::{Event, Events, mix};
use crate::fx::FxMap;

const ROWS: u32 = 1_000_000;

/// The key of a row or of an event.
#[inline(always)]
fn key_of(number: u32) -> u64 {
    mix(u64::from(number) + 0x1234_5678_9ABC)
}

fn rows() -> Vec<(u64, u64)> {
    (0..ROWS).map(|number| (key_of(number), u64::from(number % 977))).collect()
}

/// What the results amount to.
#[derive(Default)]
struct Joined {
    sum: u64,
}

impl Joined {
    #[inline(always)]
    fn add(&mut self, value: u32, row: u64) {
        self.sum = self.sum.wrapping_add(u64::from(value) * row + row + 1);
    }
}

fn pipeline(events: Vec<Event>, rows: Vec<(u64, u64)>) -> u64 {
    let mut joined = Joined::default();
    let results = &mut joined;
    let rows = Table::from_iter(rows);
    run!(stream!({
        let events = from_iter(events).key_by(|e| key_of(e.key));
        let found = events.join(table(rows));
        found.for_each(|(_, (event, row))| results.add(event.val, *row));
    }));
    joined.sum
}

fn twin(events: &[Event], rows: &[(u64, u64)]) -> u64 {
    let mut table = FxMap::with_capacity_and_hasher(rows.len(), Default::default());
    table.extend(rows.iter().copied());
    let mut joined = Joined::default();
    for event in events {
        if let Some(row) = table.get(&key_of(event.key)) {
            joined.add(event.val, *row);
        }
    }
    joined.sum
}

const EVENTS: Events = Events { keys: ROWS / 4 * 5, per_second: 2_777, seed: 42 };

pub(crate) const CASES: [Case; 1] = [Case {
    name: "static-join",
    pipeline: |n| {
        let (events, rows) = (EVENTS.take(n), rows());
        Box::new(move || pipeline(events, rows)) as Work
    },
    twin: |n| {
        let (events, rows) = (EVENTS.take(n), rows());
        Box::new(move || twin(&events, &rows)) as Work
    },
}];
