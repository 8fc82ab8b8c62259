//! What operators say of themselves at the end of a batch, brought together over workers for progress.

use super::event_time::Held;
use super::{Gauge, OperatorProgress, Plan, Progress};
use crate::time::Timestamp;

/// The state of lasting operators and the watermarks of event times, by operator number.
#[derive(Clone, Debug, Default)]
pub(super) struct Status {
    pub(super) gauges: Vec<(usize, Gauge)>,
    pub(super) watermarks: Vec<(usize, Timestamp, Option<Held>)>,
}

impl Status {
    /// Adds the state of another worker, which is left empty. Watermarks are the same on all workers.
    pub(super) fn add(&mut self, other: &mut Status) {
        for (number, gauge) in other.gauges.drain(..) {
            match self.gauges.iter_mut().find(|(of, _)| *of == number) {
                Some((_, sum)) => *sum = sum.plus(gauge),
                None => self.gauges.push((number, gauge)),
            }
        }
        if self.watermarks.is_empty() {
            self.watermarks.append(&mut other.watermarks);
        }
        other.clear();
    }

    pub(super) fn clear(&mut self) {
        self.gauges.clear();
        self.watermarks.clear();
    }

    /// Puts what is known into `report`, as of `now`.
    pub(super) fn tell(&self, plan: &Plan, now: Timestamp, report: &mut Progress) {
        let state = |&(number, gauge): &(usize, Gauge)| Some((plan.operator(number)?, gauge));
        let operators = self.gauges.iter().filter_map(state).map(|(operator, gauge)| {
            let Gauge { late, late_in_part, windows, keys, bytes } = gauge;
            OperatorProgress { operator, late, late_in_part, windows, keys, bytes }
        });
        report.operators = operators.collect();
        report.late = report.operators.iter().map(|operator| operator.late).sum();
        let Some((watermark, held)) = self.watermark() else { return };
        report.held_by = held.and_then(|held| Some((plan.operator(held.source)?, held.partition)));
        if watermark > Timestamp::MIN {
            report.watermark = Some(watermark);
            report.lag = Some(now.since(watermark));
        }
    }

    /// The least watermark of the event times that somebody holds, and who; of those that are idle, which go on with the others
    /// where they meet, the latest; else the end.
    fn watermark(&self) -> Option<(Timestamp, Option<Held>)> {
        let all = || self.watermarks.iter().map(|(_, watermark, held)| (*watermark, *held));
        let held = all().filter(|(_, held)| held.is_some()).min_by_key(|(watermark, _)| *watermark);
        let idle = || {
            all().filter(|(watermark, _)| *watermark < Timestamp::MAX).max_by_key(|(watermark, _)| *watermark)
        };
        held.or_else(idle).or_else(|| all().next())
    }
}
