//! Triggers: when a micro-batch opens and when it closes.

use std::fmt;
use std::time::Duration;

/// When a micro-batch opens and when it closes.
///
/// Records are read and computed on the way while a batch is open; when it closes, the operators
/// that work on whole batches finish and the sinks are told. Whatever the trigger, a batch closes
/// when all input has ended, when [`stop`](super::Running::stop) is asked for, and, except under
/// [`Trigger::every`], at [`max_records_per_batch`](super::Pipeline::max_records_per_batch).
///
/// Operators that keep state from batch to batch ask for more: a batch is opened, or the open one closed, at the instant at which
/// a window ends or a timer is set in processing time, also if no record comes (not under `every`, which has its ticks, nor under
/// `available_now`, which ends). When all input has ended they get one last batch, which takes no records and in which whatever is
/// open comes out; its [`Batch::last`](crate::Batch::last) is set.
///
/// ```
/// use std::time::Duration;
/// use stream_core::Trigger;
///
/// let often = Trigger::any_of([Trigger::every(Duration::from_secs(10)), Trigger::records(1000)]);
/// assert_eq!(often.to_string(), "the first of: every 10s, every 1000 records");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trigger(pub(super) Kind);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Every(Duration),
    Asap,
    Records(u64),
    AvailableNow,
    PerRecord,
    AnyOf(Vec<Trigger>),
}

impl Trigger {
    /// A batch closes at each multiple of `interval` since the Unix epoch on the clock, empty or
    /// not, and its time is that instant: with ten seconds, `[12:00:00, 12:00:10)` is a batch.
    ///
    /// A batch that overruns delays the next; ticks missed meanwhile merge into one (as in Spark's
    /// Structured Streaming). When a batch has taken `max_records_per_batch` records, reading stops
    /// until the tick, and the senders are pushed back. Timers are good to about a millisecond; an
    /// interval of zero does not start.
    pub fn every(interval: Duration) -> Self {
        Trigger(Kind::Every(interval))
    }

    /// The next batch as soon as there is input and the last one has ended; it takes what is there.
    /// This is the default.
    pub fn asap() -> Self {
        Trigger(Kind::Asap)
    }

    /// A batch opens with the first record and closes when it has `n` over all workers (1 to
    /// `max_records_per_batch`); the last one has what is left.
    pub fn records(n: u64) -> Self {
        Trigger(Kind::Records(n))
    }

    /// All there is now, in as many batches as `max_records_per_batch` asks for, then the pipeline
    /// ends (Spark's `availableNow`). What a source knows to be coming, such as a file that has to
    /// settle, is waited for.
    pub fn available_now() -> Self {
        Trigger(Kind::AvailableNow)
    }

    /// Each record is handed on at once, with those that are there with it (at most 1,024).
    ///
    /// There are no batches in the sense of the operators that work on them: a pipeline with one,
    /// such as `reduce_by_key`, does not start under this trigger.
    pub fn per_record() -> Self {
        Trigger(Kind::PerRecord)
    }

    /// A batch opens when it would under the first of `triggers` to open it, and closes when it
    /// would under the first to close it; its time is when it opened. `asap` among others closes
    /// only a batch that has records.
    ///
    /// `available_now` and `per_record` cannot be combined, and there must be at least one trigger;
    /// else the pipeline does not start.
    pub fn any_of(triggers: impl IntoIterator<Item = Trigger>) -> Self {
        Trigger(Kind::AnyOf(triggers.into_iter().collect()))
    }
}

impl Default for Trigger {
    fn default() -> Self {
        Trigger::asap()
    }
}

impl fmt::Display for Trigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Every(interval) => write!(f, "every {interval:?}"),
            Kind::Asap => f.write_str("as soon as possible"),
            Kind::Records(n) => write!(f, "every {n} records"),
            Kind::AvailableNow => f.write_str("all that is available now"),
            Kind::PerRecord => f.write_str("per record"),
            Kind::AnyOf(triggers) => {
                f.write_str("the first of: ")?;
                for (index, trigger) in triggers.iter().enumerate() {
                    write!(f, "{}{trigger}", if index > 0 { ", " } else { "" })?;
                }
                Ok(())
            }
        }
    }
}
