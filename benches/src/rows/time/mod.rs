//! Time: windows, joins and lasting state, over events that are up to 5 s out of order.

/// Runs a pipeline in batches as large as the twin's.
macro_rules! run {
    ($pipeline:expr) => {
        $pipeline.max_records_per_batch(crate::events::BATCH as u64).run().expect("the pipeline runs")
    };
}

mod dedup;
mod fixed;
mod quiet;
mod session;
mod sliding;
mod static_join;
mod stream_join;
mod two_workers;

use crate::case::Case;
use crate::measure::{self, Scale, peak, ratios, times};
use crate::table::{Bound, Row};

/// All cases.
pub(crate) fn cases() -> impl Iterator<Item = &'static Case> {
    let all: [&[Case]; 8] = [
        &fixed::CASES,
        &sliding::CASES,
        &session::CASES,
        &static_join::CASES,
        &stream_join::CASES,
        &dedup::CASES,
        &quiet::CASES,
        &two_workers::CASES,
    ];
    all.into_iter().flatten()
}

/// The case of this name.
fn case(name: &str) -> &'static Case {
    cases().find(|case| case.name == name).expect("the case is listed")
}

/// The row on the instructions of a case for each event, between a size and twice that.
fn instructions(name: &str, size: u64, bound: Bound) -> Row {
    case(name).instructions((size, 2 * size), "event", bound)
}

/// Fixed windows: 1,000 keys and 1 M.
pub(crate) fn fixed(scale: Scale) -> Vec<Row> {
    let mut rows = vec![instructions("fixed", scale.pick(300_000, 2_000_000), Bound::met(1.1))];
    if scale == Scale::Table {
        rows.push(case("fixed").wall(20_000_000, 7, Bound::missed(1.1, 1.45)));
        rows.push(case("fixed-1m").wall(20_000_000, 7, Bound::met(1.1)));
    }
    let [pipeline, twin] = peak("fixed-1m", 12_000_000).map(|bytes| bytes as f64);
    let name = String::from("fixed-1m, most memory held");
    rows.push(Row::ratio(name, Bound::met(1.3), pipeline / twin).twin(format!("{:.1} MB", twin / 1e6)));
    rows
}

/// Sliding windows: 1,000 keys and 100,000, what it takes to take an event in, and what a fire costs.
pub(crate) fn sliding(scale: Scale) -> Vec<Row> {
    let mut rows = vec![
        instructions("sliding", scale.pick(600_000, 4_000_000), Bound::met(1.15)),
        instructions("sliding-100k", scale.pick(1_000_000, 4_000_000), Bound::met(1.15)),
    ];
    if scale == Scale::Table {
        rows.push(case("sliding").wall(20_000_000, 7, Bound::missed(1.15, 1.35)));
        rows.push(case("sliding-100k").wall(20_000_000, 7, Bound::missed(1.15, 1.6)));
    }
    let finer = |what: &str, sizes: [(u64, u64); 2], unit: &str, bound: Bound| {
        let name = format!("sliding, {what} of 5 min / 1 s beside 5 min / 1 min, instructions");
        let cases = [format!("sliding-{what}-1s"), format!("sliding-{what}-1min")];
        let [Some([second, _]), Some([minute, _])] =
            [0, 1].map(|at| measure::instructions(&cases[at], sizes[at]))
        else {
            return Row::skipped(name, bound, "there is no valgrind here");
        };
        Row::ratio(name, bound, second / minute).twin(format!("{minute:.2} per {unit}"))
    };
    let n = scale.pick(300_000, 1_200_000);
    rows.push(finer("ingest", [(n, 2 * n); 2], "event", Bound::met(1.2)));
    // Windows beyond the first five minutes, which fill them: 30 s and 30 min of two events for each key and pane.
    let (second, minute) = ((800_000, 1_000_000), (20_000, 80_000));
    rows.push(finer("fire", [second, minute], "event, half a result", Bound::met(1.3)));
    rows
}

/// Sessions.
pub(crate) fn sessions(scale: Scale) -> Vec<Row> {
    both("sessions", scale, Bound::met(1.15), Bound::missed(1.15, 1.45))
}

/// A table of 1 M rows.
pub(crate) fn static_join(scale: Scale) -> Vec<Row> {
    both("static-join", scale, Bound::met(1.1), Bound::missed(1.1, 1.3))
}

/// Two streams.
pub(crate) fn stream_join(scale: Scale) -> Vec<Row> {
    let mut rows = vec![instructions("stream-join", scale.pick(400_000, 2_000_000), Bound::met(1.25))];
    if scale == Scale::Table {
        rows.push(case("stream-join").wall(10_000_000, 7, Bound::met(1.25)));
    }
    rows
}

/// First events of each id.
pub(crate) fn dedup(scale: Scale) -> Vec<Row> {
    both("dedup", scale, Bound::met(1.25), Bound::met(1.25))
}

/// The rows on instructions and on the wall time of a case.
fn both(name: &str, scale: Scale, instructions: Bound, wall: Bound) -> Vec<Row> {
    let mut rows = vec![self::instructions(name, scale.pick(400_000, 2_000_000), instructions)];
    if scale == Scale::Table {
        rows.push(case(name).wall(10_000_000, 7, wall));
    }
    rows
}

/// A watermark that closes nothing.
pub(crate) fn quiet(_: Scale) -> Vec<Row> {
    let name = String::from("a batch that closes nothing, 1 M keys held beside 1,000, instructions");
    let bound = Bound::met(1.1);
    let row = match measure::instructions("quiet", (1_000, 5_000)) {
        Some([many, few]) => Row::ratio(name, bound, many / few).twin(format!("{few:.0} per batch")),
        None => Row::skipped(name, bound, "there is no valgrind here"),
    };
    vec![row]
}

/// The gain of the second worker.
pub(crate) fn two_workers(_: Scale) -> Vec<Row> {
    let walls = ratios(7, || {
        let [two, one] = times("fixed-workers", 20_000_000);
        [one, two]
    });
    let name = String::from("fixed-1m, workers(2), wall gained on workers(1)");
    let twin = format!("{:.1} ms on two", walls.twin.as_secs_f64() * 1e3);
    vec![Row::ratio(name, Bound::at_least(1.4), walls.ratio).spread(walls.spread).twin(twin)]
}
