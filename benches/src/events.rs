//! Events for the benches over time: 16 bytes, uniform keys, up to 5 s out of order; and a digest of results.

use crate::text::Numbers;

/// An event.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Event {
    /// When it happened, in milliseconds.
    pub(crate) ts: i64,
    pub(crate) key: u32,
    pub(crate) val: u32,
}

/// How far an event may be behind the largest time before it, in milliseconds.
pub(crate) const OUT_OF_ORDER: i64 = 5_000;

/// The time of the first events, in milliseconds.
pub(crate) const FIRST: i64 = 600_000;

/// Events in a batch, of the pipelines and of the twins.
pub(crate) const BATCH: usize = 16 * 1024;

/// What a stream of events is like.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Events {
    /// Keys are drawn from so many.
    pub(crate) keys: u32,
    /// Events in each second.
    pub(crate) per_second: u64,
    pub(crate) seed: u64,
}

impl Events {
    /// The first `n` events; more of them begin with the same.
    pub(crate) fn take(self, n: u64) -> Vec<Event> {
        let mut numbers = Numbers::seeded(self.seed);
        let event = |i: u64| {
            let base = FIRST + (u128::from(i) * 1_000 / u128::from(self.per_second)) as i64;
            let ts = base - numbers.below(OUT_OF_ORDER as u64) as i64;
            let key = numbers.below(self.keys.into()) as u32;
            Event { ts, key, val: numbers.below(1_000) as u32 }
        };
        (0..n).map(event).collect()
    }
}

/// Tells what results there are, in any order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Digest(u64);

impl Digest {
    /// A result of these parts.
    #[inline(always)]
    pub(crate) fn add(&mut self, key: u32, at: i64, count: u64, value: u64) {
        let parts = u64::from(key)
            ^ (at as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)
            ^ (count << 48)
            ^ value.rotate_left(20);
        self.0 = self.0.wrapping_add(mix(parts));
    }

    /// The digest as a number.
    pub(crate) fn get(self) -> u64 {
        self.0
    }
}

/// Scatters the bits of a number.
#[inline(always)]
pub(crate) fn mix(number: u64) -> u64 {
    let number = (number ^ (number >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    let number = (number ^ (number >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93);
    number ^ (number >> 32)
}
