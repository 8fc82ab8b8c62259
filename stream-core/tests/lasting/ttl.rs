//! Time-to-live: what is known of a key, in event time and by the clock, batch by batch, with one worker, with four, and embedded.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use proptest::prelude::*;
use stream_core::time::Timestamp;

use crate::drive::nanos;
use crate::oracle::batches::{Values, dedup, running_for};
use crate::oracle::clock::{Times, at, times};
use crate::oracle::inputs::{Input, SECOND, cases, inputs};
use crate::oracle::stateful::{Context, Program, run, run_at};
use crate::oracle::time::Stamped;
use crate::oracle::{Record, sorted};
use crate::stateful::stamped_batches;
use crate::times::{fed_at, queued_at};

/// What comes out of the batches of a chain at the times given: with some workers, and embedded.
macro_rules! at_times {
    ($batches:expr, $times:expr, $workers:expr, $out:ty = [$($chain:tt)*]) => {
        [
            (format!("{} workers", $workers), queued_at!($batches, $times, $workers, $out = [$($chain)*])),
            ("embedded".to_owned(), fed_at!($batches, $times, $out = [$($chain)*])),
        ]
    };
}

/// What one test draws: records in batches, when these are, how long a key lives, and how many workers there are.
fn drawn() -> impl Strategy<Value = (Input, Times, i64, usize)> {
    let ttl = (1..15_i64).prop_map(|seconds| seconds * SECOND);
    (inputs(1), times(), ttl, prop_oneof![Just(1), Just(4)])
}

/// The results of each batch, sorted, but for empty ones at the end.
fn told<T: Ord>(batches: impl IntoIterator<Item = Vec<T>>) -> Vec<Vec<T>> {
    let mut told: Vec<Vec<T>> = batches.into_iter().map(sorted).collect();
    told.truncate(told.iter().rposition(|results| !results.is_empty()).map_or(0, |last| last + 1));
    told
}

/// The batches of an input that is read by the clock, stamped, each with its time.
fn stamped_at(input: &Input, times: &Times) -> Vec<(Vec<Stamped>, i64)> {
    let batches = input.batches().into_iter().enumerate();
    batches.map(|(number, batch)| (at(&batch, times.of(number)), times.of(number))).collect()
}

/// How many records a key has, and which timer it has.
type State = (i64, i64);

/// Key, time, and how many records it has; a negative number by a timer.
type Told = (String, i64, i64);

/// Numbers the records of a key, and tells how many there are when none has come for some time.
#[allow(clippy::type_complexity, reason = "closures have no shorter type")]
fn numbering(
    wait: i64,
    ttl: i64,
) -> Program<
    impl Fn(&Record, &mut State, &mut Context<Told>),
    impl Fn(&String, i64, &mut State, &mut Context<Told>),
> {
    Program {
        on_record: move |record: &Record, state: &mut State, context: &mut Context<Told>| {
            context.timers.remove(&state.1);
            *state = (state.0 + 1, record.time.saturating_add(wait));
            context.timers.insert(state.1);
            context.emitted.push((record.key.clone(), record.time, state.0));
        },
        on_timer: |key: &String, at, state: &mut State, context: &mut Context<Told>| {
            context.emitted.push((key.clone(), at, -state.0));
        },
        ttl: Some(ttl),
    }
}

/// `numbering` as an operator of the chain.
macro_rules! numbering {
    ($batches:expr, $times:expr, $workers:expr, $wait:expr, $ttl:expr, [$($before:tt)*]) => {{
        let wait: Duration = nanos($wait);
        at_times!($batches, $times, $workers, Told = [
            $($before)*
            .map(|record| (record.key, ()))
            .stateful(
                |key, _value, state: &mut State, context| {
                    context.delete_timer(Timestamp::from_nanos(state.1));
                    let timer = context.time().plus(wait);
                    *state = (state.0 + 1, timer.as_nanos());
                    context.set_timer(timer);
                    let time = context.time().as_nanos();
                    context.emit((key.clone(), time, state.0));
                },
                on_timer = |key, at, state, context| context.emit((key.clone(), at.as_nanos(), -state.0)),
                ttl = nanos($ttl)
            )
        ])
    }};
}

/// Of each key that a batch changed, or of all: how many values it has, and the greatest.
fn rows(after: Vec<(Values<String, i64>, BTreeSet<String>)>, all: bool) -> Vec<Vec<(String, (u64, i64))>> {
    let row = |(key, values): (String, Vec<i64>)| {
        let greatest = values.iter().copied().max();
        (key, (values.len() as u64, greatest.expect("a key has a value")))
    };
    let of_batch = |(values, changed): (BTreeMap<String, Vec<i64>>, BTreeSet<String>)| {
        values.into_iter().filter(|(key, _)| all || changed.contains(key)).map(row).collect()
    };
    told(after.into_iter().map(of_batch))
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn states_by_the_watermark((input, times, ttl, workers) in drawn(), wait in 1..15_i64) {
        let expected = told(run(&stamped_batches(&input), &numbering(wait * SECOND, ttl)));
        let disorder = nanos(input.out_of_order);
        for (how, found) in numbering!(input.batches(), times, workers, wait * SECOND, ttl, [
            .event_time(|record| Timestamp::from_nanos(record.time), out_of_order = disorder, max_ahead = none)
        ]) {
            prop_assert_eq!(&found, &expected, "{}", how);
        }
    }

    #[test]
    fn states_by_the_clock((input, times, ttl, workers) in drawn(), wait in 1..15_i64) {
        let expected = told(run_at(&input.batches(), &times, &numbering(wait * SECOND, ttl)));
        for (how, found) in numbering!(input.batches(), times, workers, wait * SECOND, ttl, []) {
            prop_assert_eq!(&found, &expected, "{}", how);
        }
    }

    #[test]
    fn running_by_the_watermark((input, times, ttl, workers) in drawn()) {
        let expected = rows(running_for(&stamped_batches(&input), ttl), false);
        let (disorder, ttl) = (nanos(input.out_of_order), nanos(ttl));
        for (how, found) in at_times!(input.batches(), times, workers, (String, (u64, i64)) = [
            .event_time(|record| Timestamp::from_nanos(record.time), out_of_order = disorder, max_ahead = none)
            .map(|record| (record.key, record.value))
            .running(ttl = ttl)
            .aggregate((count(), max()))
        ]) {
            prop_assert_eq!(&found, &expected, "{}", how);
        }
    }

    #[test]
    fn running_by_the_clock((input, times, ttl, workers) in drawn()) {
        let expected = rows(running_for(&stamped_at(&input, &times), ttl), true);
        let ttl = nanos(ttl);
        for (how, found) in at_times!(input.batches(), times, workers, (String, (u64, i64)) = [
            .map(|record| (record.key, record.value))
            .running(ttl = ttl)
            .emit(complete)
            .aggregate((count(), max()))
        ]) {
            prop_assert_eq!(&found, &expected, "{}", how);
        }
    }

    /// Of the records of a batch that have the same id any may be the first, for workers share the batch.
    #[test]
    fn ids_by_the_clock((input, times, within, workers) in drawn()) {
        let numbered = |(number, (batch, _)): (usize, (Vec<Stamped>, i64))| {
            batch.into_iter().map(move |(record, now)| (Record::new(record.time, record.key, number), now))
        };
        let all: Vec<Stamped<String, usize>> =
            stamped_at(&input, &times).into_iter().enumerate().flat_map(numbered).collect();
        let (firsts, late) = dedup(&all, Some(within), |record| record.key.clone());
        prop_assert_eq!(late, vec![]);
        let of_batch = |number| firsts.iter().filter(move |first| first.value == number);
        let expected =
            told((0..input.batches().len()).map(|number| of_batch(number).map(|first| first.key.clone()).collect()));
        let within = nanos(within);
        for (how, found) in at_times!(input.batches(), times, workers, String = [
            .dedup_by(|record| record.key.clone(), within = within).map(|record| record.key)
        ]) {
            prop_assert_eq!(&found, &expected, "{}", how);
        }
    }
}
