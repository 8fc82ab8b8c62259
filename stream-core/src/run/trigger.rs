//! Triggers: when a micro-batch opens and when it closes.

use std::fmt;
use std::time::Duration;

use crate::error::{Error, ErrorKind};
use crate::source::CHUNK;
use crate::stage::{Plan, Rule};

/// When a micro-batch opens and when it closes.
///
/// Records are read and computed on the way while a batch is open; when it closes, the operators
/// that work on whole batches finish and the sinks are told. Whatever the trigger, a batch closes
/// when all input has ended, when [`stop`](super::Running::stop) is asked for, and, except under
/// [`Trigger::every`], at [`max_records_per_batch`](super::Pipeline::max_records_per_batch).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trigger(Kind);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
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
    /// until the tick, and the senders are pushed back. An interval of zero does not start.
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

    /// The rule it comes down to, for batches of at most `budget` records.
    pub(super) fn rule(&self, plan: &Plan, budget: u64) -> Result<Rule, Error> {
        if budget == 0 {
            return Err(refused("`max_records_per_batch` is 0: give it at least 1"));
        }
        let mut parts = RuleParts { budget, ..RuleParts::default() };
        parts.add(self, false)?;
        if parts.per_record
            && let Some(&number) = plan.per_batch.first()
        {
            let text = "this operator works on whole batches, and `Trigger::per_record` has none: \
                        use another trigger, such as `Trigger::asap()`";
            return Err(refused(text).at(plan.operators[number]));
        }
        Ok(parts.rule())
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

fn refused(text: &str) -> Error {
    Error::new(ErrorKind::Start, text)
}

/// A trigger, taken apart.
#[derive(Default)]
struct RuleParts {
    budget: u64,
    ticks: Vec<Duration>,
    records: Option<u64>,
    asap: bool,
    per_record: bool,
    available_now: bool,
    combined: bool,
}

impl RuleParts {
    fn add(&mut self, trigger: &Trigger, inside: bool) -> Result<(), Error> {
        match &trigger.0 {
            Kind::Every(interval) if interval.is_zero() => {
                return Err(refused("`Trigger::every` of zero: give it an interval, such as 1 s"));
            }
            Kind::Every(interval) => self.ticks.push(*interval),
            Kind::Asap => self.asap = true,
            Kind::Records(n) => self.add_records(*n)?,
            Kind::AvailableNow | Kind::PerRecord if inside => {
                return Err(refused(&format!(
                    "`Trigger::any_of` with `{trigger}`, which stands alone: leave it out, or use it by itself"
                )));
            }
            Kind::AvailableNow => self.available_now = true,
            Kind::PerRecord => (self.asap, self.per_record) = (true, true),
            Kind::AnyOf(triggers) if triggers.is_empty() => {
                return Err(refused("`Trigger::any_of` of nothing: give it at least one trigger"));
            }
            Kind::AnyOf(triggers) => {
                self.combined |= triggers.len() > 1;
                triggers.iter().try_for_each(|trigger| self.add(trigger, true))?;
            }
        }
        Ok(())
    }

    fn add_records(&mut self, n: u64) -> Result<(), Error> {
        if n == 0 || n > self.budget {
            return Err(refused(&format!(
                "`Trigger::records({n})` is not between 1 and `max_records_per_batch`, {}: change one of them",
                self.budget
            )));
        }
        self.records = Some(self.records.unwrap_or(n).min(n));
        Ok(())
    }

    fn rule(self) -> Rule {
        let chunk = if self.per_record { CHUNK as u64 } else { u64::MAX };
        Rule {
            time_is_tick: !self.combined,
            limit: self.budget.min(chunk).min(self.records.unwrap_or(u64::MAX)),
            limit_closes: self.ticks.is_empty() || self.records.is_some(),
            ticks: self.ticks,
            idle_closes: self.asap,
            available_now: self.available_now,
            yields: true,
        }
    }
}
