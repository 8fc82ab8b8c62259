//! What a closure of `stateful` can do besides changing the state of its key.

use crate::stage::Stamp;
use crate::time::Timestamp;

use super::held::{Domain, Timer};

/// What a closure of `stateful` is called with for a record or a timer: what time it is, what comes out, and the timers of the key.
///
/// What it is asked to do with the key is done when the closure has returned, in the order in which it was asked.
///
/// # Examples
/// A door that is left open: whoever opens it has ten seconds to close it. Timers come after the records of a batch, so that the alarm
/// is not raised if the door is closed in the very batch that brings the watermark to it; here every record is a batch.
///
/// ```
/// # #[cfg(feature = "runtime")]
/// # fn main() -> Result<(), stream_core::Error> {
/// use std::time::Duration;
/// use stream_core::time::Timestamp;
/// use stream_core::{Collected, Trigger, stream};
///
/// let events = [(0, "front", "open"), (3, "front", "close"), (5, "back", "open"), (20, "front", "open")];
/// let ring = Collected::new();
/// let rings = ring.clone();
/// stream!(
///     from_iter(events)
///         .event_time(|event| Timestamp::from_secs(event.0), out_of_order = 1s)
///         .map(|(_, door, what)| (door, what))
///         .stateful(
///             |_, what, closes: &mut Option<Timestamp>, ctx| {
///                 if let Some(at) = closes.take() {
///                     ctx.delete_timer(at);
///                 }
///                 if what == "open" {
///                     let at = ctx.time() + Duration::from_secs(10);
///                     ctx.set_timer(at);
///                     *closes = Some(at);
///                 }
///             },
///             on_timer = |door, at, _, ctx| ctx.emit((door.clone(), at.as_millis()))
///         )
///         .collect(rings)
/// )
/// .trigger(Trigger::records(1))
/// .run()?;
/// assert_eq!(ring.take(), [(String::from("back"), 15_000), (String::from("front"), 30_000)]);
/// # Ok(())
/// # }
/// # #[cfg(not(feature = "runtime"))]
/// # fn main() {}
/// ```
pub struct Context<O> {
    pub(super) call: Call,
    pub(super) out: Vec<(Stamp, O)>,
    pub(super) orders: Vec<Order>,
}

/// What the closures of `stateful` return: nothing.
#[diagnostic::on_unimplemented(
    message = "a closure of `stateful` returns `{Self}`, and nothing becomes of that",
    label = "takes closures that return nothing",
    note = "give records out by the closure's last parameter, `context.emit(..)`; end its body with `;` to drop a value"
)]
pub trait Nothing {}

impl Nothing for () {}

/// Names the type of what never returns, such as `todo!()`, which has no name of its own.
trait Returns {
    type Value;
}

impl<T> Returns for fn() -> T {
    type Value = T;
}

#[diagnostic::do_not_recommend]
impl Nothing for <fn() -> ! as Returns>::Value {}

/// What a closure is called for.
#[derive(Clone, Copy)]
pub(super) struct Call {
    pub(super) time: Timestamp,
    pub(super) watermark: Timestamp,
    pub(super) now: Timestamp,
    pub(super) late: bool,
    /// Of what comes out.
    pub(super) stamp: Stamp,
}

/// What is to be done with the key when the closure has returned.
pub(super) enum Order {
    Set(Timer),
    Delete(Timer),
    Clear,
}

impl<O> Context<O> {
    pub(super) fn new() -> Self {
        let stamp = Stamp { time: Timestamp::MIN, watermark: Timestamp::MIN };
        let call =
            Call { time: stamp.time, watermark: stamp.watermark, now: Timestamp::MIN, late: false, stamp };
        Context { call, out: Vec::new(), orders: Vec::new() }
    }

    /// Gives a record out, any number of times. It has the time of the record or timer that the closure is called for.
    #[inline]
    pub fn emit(&mut self, record: O) {
        self.out.push((self.call.stamp, record));
    }

    /// The time of the record, or that for which the timer was set.
    pub fn time(&self) -> Timestamp {
        self.call.time
    }

    /// How far the time of the stream has come: for a record the watermark of its own source partition before it, for a timer that of
    /// all. Without event time it is the time of the batch. The least `Timestamp` before the first record, the greatest at the
    /// end of the input.
    pub fn watermark(&self) -> Timestamp {
        self.call.watermark
    }

    /// Processing time: the time of the batch.
    pub fn now(&self) -> Timestamp {
        self.call.now
    }

    /// Whether the record is older than the watermark of its source partition, so that a window could have missed it. Never for a
    /// timer, and never without event time.
    pub fn is_late(&self) -> bool {
        self.call.late
    }

    /// Calls `on_timer` for the key when the watermark has reached `at`, or without event time the clock: at the end of that batch, after
    /// its records if it has any, as in Spark. A key may have any number of timers; those of equal time are one. A timer in the past fires at the end
    /// of this batch. At the end of the input every timer fires; of the timers that are set only then, those up to the last that
    /// the key had.
    pub fn set_timer(&mut self, at: Timestamp) {
        self.orders.push(Order::Set(Timer { domain: Domain::Stream, at }));
    }

    /// As [`set_timer`](Context::set_timer), in processing time also where there is event time. At the end of the input it does not
    /// fire.
    pub fn set_processing_timer(&mut self, at: Timestamp) {
        self.orders.push(Order::Set(Timer { domain: Domain::Processing, at }));
    }

    /// Takes back what [`set_timer`](Context::set_timer) has set for `at`, if anything.
    pub fn delete_timer(&mut self, at: Timestamp) {
        self.orders.push(Order::Delete(Timer { domain: Domain::Stream, at }));
    }

    /// Takes back what [`set_processing_timer`](Context::set_processing_timer) has set for `at`, if anything.
    pub fn delete_processing_timer(&mut self, at: Timestamp) {
        self.orders.push(Order::Delete(Timer { domain: Domain::Processing, at }));
    }

    /// Forgets the key: its state and the timers that were set so far. If it comes again it is seen for the first time.
    pub fn clear(&mut self) {
        self.orders.push(Order::Clear);
    }
}
