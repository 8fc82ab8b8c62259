//! `stateful`: two programs with timers in event time.

use proptest::prelude::*;
use stream_core::time::Timestamp;
use stream_core::{Collected, stream};

use crate::drive::{feed, nanos, run};
use crate::oracle::inputs::{Input, SECOND, cases, inputs};
use crate::oracle::stateful::{Context, Program, run as run_program};
use crate::oracle::time::{Stamped, stamped, watermark};
use crate::oracle::{Record, sorted};

/// The batches of an input of one partition, stamped, each with the watermark after it. With its last records a source has ended.
pub(crate) fn stamped_batches(input: &Input) -> Vec<(Vec<Stamped>, i64)> {
    let records = input.arrival();
    let mut rest = stamped(std::slice::from_ref(&records), input.out_of_order);
    let mut taken = 0;
    let of_batch = |batch: Vec<Record>| {
        taken += batch.len();
        let after = rest.split_off(batch.len());
        let reached =
            if after.is_empty() { i64::MAX } else { watermark(&records[..taken], input.out_of_order) };
        (std::mem::replace(&mut rest, after), reached)
    };
    input.batches().into_iter().map(of_batch).collect()
}

/// How many records a key has and until when it is waited for another; or, for the second program, the sum since the last timer.
type State = (u64, i64);

/// The first multiple of three seconds after the time.
fn next_multiple(time: i64) -> i64 {
    time.div_euclid(3 * SECOND).saturating_add(1).saturating_mul(3 * SECOND)
}

/// Runs the chain over the batches with some workers, and embedded, and compares all that comes out.
macro_rules! programs {
    ($($(#[$doc:meta])* $test:ident: [$($chain:tt)*] is $program:expr;)*) => {
        proptest! {
            #![proptest_config(cases())]
            $(
                $(#[$doc])*
                #[test]
                fn $test(input in inputs(1), workers in prop_oneof![Just(1), Just(4)]) {
                    let expected: Vec<(String, i64, i64)> = sorted(run_program(&stamped_batches(&input), &$program).concat());
                    let (seen, embedded) = (Collected::new(), Collected::new());
                    let (queued, disorder) = (input.batches(), nanos(input.out_of_order));
                    let (out, other) = (seen.clone(), embedded.clone());
                    run(stream!(queue(queued)
                        .event_time(|record| Timestamp::from_nanos(record.time), out_of_order = disorder, max_ahead = none)
                        .map(|record| (record.key, record.time))
                        $($chain)*
                        .collect(out)).workers(workers));
                    feed!(stream!(input::<Record>()
                        .event_time(|record| Timestamp::from_nanos(record.time), out_of_order = disorder, max_ahead = none)
                        .map(|record| (record.key, record.time))
                        $($chain)*
                        .collect(other)), input.batches());
                    prop_assert_eq!(sorted(seen.take()), expected.clone(), "{} workers", workers);
                    prop_assert_eq!(sorted(embedded.take()), expected, "embedded");
                }
            )*
        }
    };
}

programs! {
    /// A key is told of, with the number of its records, when none has come for five seconds, and forgotten.
    a_timer_that_is_put_off: [
        .stateful(
            |_key, time, state: &mut State, context| {
                context.delete_timer(Timestamp::from_nanos(state.1));
                *state = (state.0 + 1, state.1.max(time.saturating_add(5 * SECOND)));
                context.set_timer(Timestamp::from_nanos(state.1));
            },
            on_timer = |key, at, state, context| {
                context.emit((key.clone(), at.as_nanos(), state.0 as i64));
                context.clear();
            }
        )
    ] is Program {
        on_record: |record: &Record, state: &mut State, context: &mut Context<_>| {
            context.timers.remove(&state.1);
            *state = (state.0 + 1, state.1.max(record.time.saturating_add(5 * SECOND)));
            context.timers.insert(state.1);
        },
        on_timer: |key: &String, at, state: &mut State, context: &mut Context<_>| {
            context.emitted.push((key.clone(), at, state.0 as i64));
            context.forget = true;
        },
        ttl: None,
    };

    /// The number of records of a key is told at each multiple of three seconds, until there was none.
    a_timer_that_sets_another: [
        .stateful(
            |_key, time, state: &mut State, context| {
                state.0 += 1;
                context.set_timer(Timestamp::from_nanos(next_multiple(time)));
            },
            on_timer = |key, at, state, context| {
                context.emit((key.clone(), at.as_nanos(), state.0 as i64));
                if state.0 == 0 {
                    context.clear();
                } else {
                    state.0 = 0;
                    context.set_timer(Timestamp::from_nanos(next_multiple(at.as_nanos())));
                }
            }
        )
    ] is Program {
        on_record: |record: &Record, state: &mut State, context: &mut Context<_>| {
            state.0 += 1;
            context.timers.insert(next_multiple(record.time));
        },
        on_timer: |key: &String, at, state: &mut State, context: &mut Context<_>| {
            context.emitted.push((key.clone(), at, state.0 as i64));
            if state.0 == 0 {
                context.forget = true;
            } else {
                state.0 = 0;
                context.timers.insert(next_multiple(at));
            }
        },
        ttl: None,
    };
}
