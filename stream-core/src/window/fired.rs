//! What comes out of an operator at a tick: results with their stamps, or why there is one no more.

use std::time::Duration;

use super::aggregate::Aggregate;
use super::policy::Overflow;
use super::windowed::{Pane, Window, Windowed};
use crate::stage::Stamp;
use crate::time::Timestamp;

/// A result of a window in time.
pub(super) type Fired<K, V> = Result<(Stamp, Windowed<K, V>), Overflow<K>>;

/// A result of an operator whose windows are not intervals of time.
pub(super) type Paired<K, V> = Result<(Stamp, (K, V)), Overflow<K>>;

/// The result of a window: its time is the last instant of the window.
#[inline]
pub(super) fn fired<K, G: Aggregate>(
    aggregate: &G,
    key: K,
    state: G::State,
    window: Window,
    pane: Pane,
    watermark: Timestamp,
) -> Fired<K, G::Output> {
    match aggregate.finish(state) {
        Ok(value) => {
            let time = window.end.minus(Duration::from_nanos(1));
            Ok((Stamp { time, watermark }, Windowed { key, window, value, pane }))
        }
        Err(error) => Err(Overflow { key: Some(key), error }),
    }
}

/// The result of a key, of the time `at`: never before the watermark.
#[inline]
pub(super) fn paired<K, G: Aggregate>(
    aggregate: &G,
    key: K,
    state: G::State,
    at: Timestamp,
    watermark: Timestamp,
) -> Paired<K, G::Output> {
    match aggregate.finish(state) {
        Ok(value) => Ok((Stamp { time: at.max(watermark), watermark }, (key, value))),
        Err(error) => Err(Overflow { key: Some(key), error }),
    }
}
