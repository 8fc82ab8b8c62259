//! Fixed windows, driven by hand, against a list of all records that is gone through at each tick.

mod ahead;
mod by_hand;
mod oracle;
mod sharing;

use std::time::Duration;

use super::{Fixed, Parcel};
use crate::keyed::kind::Own;
use crate::stage::{Stamp, Tick};
use crate::time::Timestamp;
use crate::window::aggregates::{Count, Sum};
use crate::window::{Aggregate, Length, Overflow, Pane, Policy, Windowed};

/// A key, the start and the end of the window, count and sum, the pane.
type Shown = (u8, (i64, i64), (u64, i64), Pane);

type Both = (Count, Sum<i64>);

const BOTH: Both = (Count::new(), Sum::new());

type State = <Both as Aggregate>::State;

/// Windows of 10 ns by key.
struct Door {
    windows: Fixed<u8, State, (), Length<10, 0>>,
    batch: u64,
    /// Results come out by `emit`, not by `close`.
    emits: bool,
}

fn at(nanos: i64) -> Timestamp {
    Timestamp::from_nanos(nanos)
}

fn nanos(nanos: u64) -> Duration {
    Duration::from_nanos(nanos)
}

impl Door {
    /// Windows that fire once, when they close.
    fn closing() -> Self {
        Door { windows: Fixed::new(Length, Policy::new()), batch: 0, emits: false }
    }

    /// Windows that fire as the policy says.
    fn emitting(policy: Policy) -> Self {
        Door { windows: Fixed::new(Length, policy), batch: 0, emits: true }
    }

    /// Feeds a record that comes behind this watermark. Gives whether it is not late.
    fn feed_behind(&mut self, watermark: i64, time: i64, key: u8, value: i64) -> bool {
        let stamp = Stamp { time: at(time), watermark: at(watermark) };
        let slot = self.windows.open(stamp);
        if let Some(slot) = slot {
            self.windows.add(slot, Own, key, stamp, ((), value), &BOTH);
        }
        slot.is_some()
    }

    /// Feeds a record that is not late.
    fn feed(&mut self, time: i64, key: u8, value: i64) {
        assert!(self.feed_behind(i64::MIN, time, key, value), "{time} is late");
    }

    /// Ends a batch at this watermark, which is the processing time too.
    fn tick(&mut self, watermark: i64) -> Vec<Shown> {
        self.try_tick(watermark).into_iter().map(|result| result.expect("no sum overflows")).collect()
    }

    fn try_tick(&mut self, watermark: i64) -> Vec<Result<Shown, Overflow<u8>>> {
        let tick = Tick { watermark: at(watermark), now: at(watermark), batch: self.batch, last: false };
        self.batch += 1;
        let before = self.windows.watermark();
        let show = |result: crate::window::fired::Fired<u8, (u64, i64)>| {
            let (stamp, Windowed { key, window, value, pane }) = result?;
            assert_eq!(stamp, Stamp { time: window.end.minus(nanos(1)), watermark: before });
            Ok((key, (window.start.as_nanos(), window.end.as_nanos()), value, pane))
        };
        if self.emits {
            self.windows.emit(tick, &BOTH).map(show).collect()
        } else {
            self.windows.close(tick, &BOTH).map(show).collect()
        }
    }
}
