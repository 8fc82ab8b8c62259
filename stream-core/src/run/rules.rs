//! What a trigger comes down to, and which ones make no sense.

use std::time::Duration;

use super::trigger::{Kind, Trigger};
use crate::error::{Error, ErrorKind};
use crate::source::CHUNK;
use crate::stage::{Plan, Rule};

/// The rule that `trigger` comes down to, for batches of at most `budget` records of the pipeline of
/// `plan`; an error of kind `Start` where that makes no sense.
pub(super) fn rule(trigger: &Trigger, plan: &Plan, budget: u64) -> Result<Rule, Error> {
    if budget == 0 {
        return Err(refused("`max_records_per_batch` is 0: give it at least 1"));
    }
    let mut parts = RuleParts { budget, ..RuleParts::default() };
    parts.add(trigger, false)?;
    if parts.per_record
        && let Some(&operator) = plan.per_batch.first()
    {
        let text = "this operator works on whole batches, and `Trigger::per_record` has none: \
                    use another trigger, such as `Trigger::asap()`";
        return Err(refused(text).at(operator));
    }
    Ok(parts.rule())
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
        }
    }
}
