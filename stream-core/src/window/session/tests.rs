//! Sessions against a list of records that is sorted anew for each question.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use futures::executor::block_on;
use futures::future::join_all;
use proptest::prelude::*;

use super::Session;
use crate::exchange::{Exchange, Part as _};
use crate::keyed::kind::{Own, Plain, Text};
use crate::stage::{Stamp, Tick};
use crate::time::Timestamp;
use crate::window::{Aggregate, AggregateError, Emit, Pane, Policy, Timing, Windowed};

/// All records, sorted; a record of `BAD` has no value.
struct Sorted;

const BAD: u32 = u32::MAX;

impl Aggregate for Sorted {
    type In = u32;
    type State = Vec<u32>;
    type Output = Vec<u32>;

    fn init(&self) -> Vec<u32> {
        Vec::new()
    }

    fn add(&self, state: &mut Vec<u32>, record: u32) {
        state.push(record);
    }

    fn merge(&self, state: &mut Vec<u32>, mut other: Vec<u32>) {
        state.append(&mut other);
    }

    fn finish(&self, mut state: Vec<u32>) -> Result<Vec<u32>, AggregateError> {
        state.sort_unstable();
        if state.contains(&BAD) { Err(AggregateError::new("a bad record")) } else { Ok(state) }
    }
}

type Sessions<'a> = Session<String, Vec<u32>, <Text as crate::keyed::key::KeyKind<&'a str>>::Image>;
/// Key, first record, end and records.
type Whole = (String, i64, i64, Vec<u32>);
/// Key, first record, end, records, number and timing.
type Fired = (String, i64, i64, Vec<u32>, u32, Timing);

fn ns(nanos: i64) -> Timestamp {
    Timestamp::from_nanos(nanos)
}

fn tick(watermark: i64, now: i64) -> Tick {
    Tick { watermark: ns(watermark), now: ns(now), batch: 0, last: watermark == i64::MAX }
}

fn sessions<'a>(gap: u64, policy: Policy) -> Sessions<'a> {
    Session::new(Duration::from_nanos(gap), policy).expect("the gap is not zero")
}

/// Adds a record, judged by `watermark`. Whether it is late.
fn add(sessions: &mut Sessions<'_>, watermark: i64, (key, at, input): (&str, i64, u32)) -> bool {
    let stamp = Stamp { time: ns(at), watermark: ns(watermark) };
    let slot = sessions.open(stamp);
    slot.into_iter().for_each(|slot| sessions.add(slot, Text, key, stamp, input, &Sorted));
    slot.is_none()
}

fn flat(result: crate::window::fired::Fired<String, Vec<u32>>) -> Fired {
    let (stamp, Windowed { key, window, value, pane: Pane { number, timing } }) =
        result.expect("there is a value");
    assert_eq!(stamp.time, window.end.minus(Duration::from_nanos(1)));
    (key, window.start.as_nanos(), window.end.as_nanos(), value, number, timing)
}

fn close(sessions: &mut Sessions<'_>, watermark: i64) -> Vec<Fired> {
    sessions.close(tick(watermark, 0), &Sorted).map(flat).collect()
}

fn emit(sessions: &mut Sessions<'_>, watermark: i64, now: i64) -> Vec<Fired> {
    sessions.emit(tick(watermark, now), &Sorted).map(flat).collect()
}

fn fired(key: &str, start: i64, end: i64, value: &[u32]) -> Fired {
    (key.to_owned(), start, end, value.to_vec(), 0, Timing::OnTime)
}

#[test]
fn a_session_fires_when_the_watermark_is_past_its_end_for_edges_touch() {
    let mut windows = sessions(10, Policy::new());
    for record in [("a", 0, 1), ("b", 3, 2), ("a", 10, 3)] {
        assert!(!add(&mut windows, i64::MIN, record));
    }
    assert_eq!(windows.next_close(), Some(ns(11)));
    assert_eq!(close(&mut windows, 13), []);
    assert_eq!(close(&mut windows, 14), [fired("b", 3, 13, &[2])]);
    assert!(!add(&mut windows, 20, ("a", 20, 4)), "at the end is not late");
    assert_eq!(close(&mut windows, 30), []);
    assert_eq!(close(&mut windows, 31), [fired("a", 0, 30, &[1, 3, 4])]);
    assert_eq!((windows.next_close(), windows.gauge().keys, windows.gauge().windows), (None, 0, 0));
}

#[test]
fn a_late_record_joins_two_sessions() {
    let mut windows = sessions(10, Policy::new());
    for record in [("a", 100, 1), ("a", 120, 2), ("a", 200, 3), ("a", 50, 4)] {
        add(&mut windows, i64::MIN, record);
    }
    assert_eq!(windows.gauge().windows, 4);
    add(&mut windows, i64::MIN, ("a", 110, 5));
    assert_eq!(windows.gauge().windows, 3);
    let want = [fired("a", 50, 60, &[4]), fired("a", 100, 130, &[1, 2, 5]), fired("a", 200, 210, &[3])];
    assert_eq!(close(&mut windows, i64::MAX), want);
}

#[test]
fn results_come_by_end_but_for_a_32nd_of_the_gap() {
    let mut windows = sessions(320, Policy::new());
    for record in [("c", 27, 1), ("a", 7, 2), ("b", 7, 3), ("d", 17, 4), ("d", 1_000, 5), ("a", 900, 6)] {
        add(&mut windows, i64::MIN, record);
    }
    let mut keys: Vec<_> = close(&mut windows, i64::MAX).into_iter().map(|fired| fired.0).collect();
    keys[..2].sort_unstable();
    assert_eq!(keys, ["a", "b", "d", "c", "a", "d"]);
    // With any policy but `on_close` they come by end, and then by first sight of the key.
    let mut windows = sessions(10, Policy::new().allowed_lateness(Duration::from_nanos(1)));
    for record in [("c", 7, 1), ("a", 5, 2), ("b", 5, 3), ("d", 6, 4)] {
        add(&mut windows, i64::MIN, record);
    }
    let keys: Vec<_> = emit(&mut windows, 1_000, 0).into_iter().map(|fired| fired.0).collect();
    assert_eq!(keys, ["a", "b", "d", "c"]);
}

#[test]
fn a_late_record_refires_within_the_lateness() {
    let mut windows = sessions(10, Policy::new().allowed_lateness(Duration::from_nanos(20)));
    add(&mut windows, i64::MIN, ("a", 0, 1));
    add(&mut windows, i64::MIN, ("a", 15, 2));
    assert_eq!(emit(&mut windows, 30, 0), [fired("a", 0, 10, &[1]), fired("a", 15, 25, &[2])]);
    assert_eq!(emit(&mut windows, 30, 0), []);
    assert_eq!(windows.watermark(), ns(10));
    assert!(!add(&mut windows, 30, ("a", 10, 3)));
    let merged = ("a".to_owned(), 0, 25, vec![1, 2, 3], 1, Timing::Late);
    assert_eq!(emit(&mut windows, 30, 0), [merged]);
    assert!(add(&mut windows, 46, ("a", 25, 4)), "25 + 20 is before 46");
    assert!(!add(&mut windows, 45, ("a", 25, 4)), "but not before 45");
    let grown = ("a".to_owned(), 0, 35, vec![1, 2, 3, 4], 2, Timing::OnTime);
    assert_eq!(emit(&mut windows, 36, 0), [grown], "the watermark passes its new end for the first time");
    assert_eq!((emit(&mut windows, 55, 0), windows.gauge().keys), (vec![], 1));
    assert_eq!((emit(&mut windows, 56, 0), windows.gauge().keys), (vec![], 0));
    assert_eq!(windows.gauge().late, 1);
}

#[test]
fn early_results_come_at_intervals_if_there_is_news() {
    let mut windows = sessions(10, Policy::new().emit(Emit::Every(Duration::from_nanos(100))));
    add(&mut windows, i64::MIN, ("a", 0, 1));
    assert_eq!((emit(&mut windows, 0, 10), windows.next_tick()), (vec![], Some(ns(100))));
    let early = |value: &[u32], number| ("a".to_owned(), 0, 10, value.to_vec(), number, Timing::Early);
    assert_eq!((emit(&mut windows, 0, 100), windows.next_tick()), (vec![early(&[1], 0)], None));
    assert_eq!(emit(&mut windows, 0, 200), []);
    add(&mut windows, i64::MIN, ("a", 0, 2));
    assert_eq!(emit(&mut windows, 0, 299), []);
    assert_eq!(emit(&mut windows, 0, 300), [early(&[1, 2], 1)]);
    assert_eq!(emit(&mut windows, 11, 301), [("a".to_owned(), 0, 10, vec![1, 2], 2, Timing::OnTime)]);
    assert_eq!(windows.gauge().keys, 0);
}

#[test]
fn a_clock_that_is_set_back_does_not_silence_early_results() {
    let mut windows = sessions(10, Policy::new().emit(Emit::Every(Duration::from_nanos(100))));
    add(&mut windows, i64::MIN, ("a", 0, 1));
    assert_eq!(emit(&mut windows, 0, 1_000_000), []);
    assert_eq!(emit(&mut windows, 0, 50), []);
    assert_eq!(emit(&mut windows, 0, 100).len(), 1);
}

#[test]
fn complete_gives_all_open_sessions() {
    let mut windows = sessions(10, Policy::new().emit(Emit::Complete));
    add(&mut windows, i64::MIN, ("a", 0, 1));
    for number in 0..3 {
        let want = ("a".to_owned(), 0, 10, vec![1], number, Timing::Early);
        assert_eq!(emit(&mut windows, 0, 0), [want]);
    }
}

#[test]
fn the_ends_of_the_range_of_time_are_the_ends_of_sessions() {
    let mut windows = sessions(10, Policy::new());
    let (first, last) = (i64::MIN, i64::MAX);
    for record in [("a", last, 1), ("a", last - 20, 2), ("a", first, 3), ("a", first + 10, 4), ("b", last, 5)]
    {
        assert!(!add(&mut windows, i64::MIN, record));
    }
    assert_eq!(
        close(&mut windows, i64::MAX - 9),
        [fired("a", first, first + 20, &[3, 4]), fired("a", last - 20, last - 10, &[2])]
    );
    assert_eq!(close(&mut windows, i64::MAX - 1), []);
    let mut at_last = close(&mut windows, i64::MAX);
    at_last.sort_unstable_by(|one, next| one.0.cmp(&next.0));
    assert_eq!(at_last, [fired("a", last, last, &[1]), fired("b", last, last, &[5])]);
}

#[test]
fn more_sessions_than_a_key_may_have_are_an_error_with_the_key() {
    let mut windows = sessions(10, Policy::new().max_open(2));
    for (number, at) in [100, 200, 300, 0].into_iter().enumerate() {
        add(&mut windows, i64::MIN, ("a", at, number as u32));
    }
    let error =
        windows.close(tick(0, 0), &Sorted).next().expect("there is a result").expect_err("it is an error");
    assert_eq!(error.key.as_deref(), Some("a"));
    assert!(error.error.to_string().contains("more than 2 open sessions"), "{}", error.error);
}

#[test]
fn sessions_that_end_before_the_watermark_do_not_count_unless_they_stay() {
    for (end, is_right) in [(10_000, true), (9_900, true), (9_000, false), (0, false)] {
        let mut windows = sessions(10, Policy::new().max_open(2));
        let mut again = sessions(10, Policy::new().max_open(2).allowed_lateness(Duration::from_nanos(5)));
        for number in 0..100 {
            let at = 100 * i64::from(number);
            add(&mut windows, at, ("a", at, number));
            add(&mut again, at, ("a", at, number));
        }
        let by_close: Vec<_> = windows.close(tick(end, 0), &Sorted).collect();
        let by_emit: Vec<_> = again.emit(tick(end, 0), &Sorted).collect();
        for results in [by_close, by_emit] {
            assert_eq!(results.iter().all(Result::is_ok), is_right, "{end}");
            assert!(results.last().is_none_or(|last| {
                last.as_ref().err().is_none_or(|error| error.key.as_deref() == Some("a"))
            }));
        }
    }
}

#[test]
fn an_aggregate_without_a_value_is_an_error_with_the_key() {
    let mut windows = sessions(10, Policy::new());
    add(&mut windows, i64::MIN, ("a", 0, BAD));
    let error =
        windows.close(tick(11, 0), &Sorted).next().expect("there is a result").expect_err("it is an error");
    assert_eq!((error.key.as_deref(), error.error.to_string().as_str()), (Some("a"), "a bad record"));
}

#[test]
fn keys_and_states_need_not_be_cloned() {
    #[derive(PartialEq, Eq, Hash)]
    struct Key(u8);
    struct Held(u32);
    struct Sum;
    impl Aggregate for Sum {
        type In = u32;
        type State = Held;
        type Output = u32;
        fn init(&self) -> Held {
            Held(0)
        }
        fn add(&self, state: &mut Held, record: u32) {
            state.0 += record;
        }
        fn merge(&self, state: &mut Held, other: Held) {
            state.0 += other.0;
        }
        fn finish(&self, state: Held) -> Result<u32, AggregateError> {
            Ok(state.0)
        }
    }
    let mut windows = Session::new(Duration::from_nanos(10), Policy::new()).expect("the gap is not zero");
    for at in [0, 5, 100] {
        let stamp = Stamp { time: ns(at), watermark: Timestamp::MIN };
        let slot = windows.open(stamp).expect("it is not late");
        windows.add(slot, Own, Key(1), stamp, 1, &Sum);
    }
    let sums: Vec<_> = windows
        .close(tick(i64::MAX, 0), &Sum)
        .map(|fired| fired.map_or(0, |(_, fired)| fired.value))
        .collect();
    assert_eq!(sums, [2, 1]);
}

#[test]
fn a_gap_of_zero_is_an_error() {
    let error = Sessions::new(Duration::ZERO, Policy::new()).err().expect("it is an error");
    assert!(error.to_string().contains("`gap` must be more than zero"), "{error}");
}

#[test]
fn slots_of_keys_that_are_gone_are_used_again() {
    let mut windows = sessions(10, Policy::new());
    let mut bytes = 0;
    for round in 0..200_i64 {
        for number in 0..50_u32 {
            let key = format!("{round} {number}");
            add(&mut windows, i64::MIN, (&key, round * 100 + i64::from(number), number));
        }
        assert_eq!(close(&mut windows, round * 100 + 99).len(), 50);
        if round == 100 {
            bytes = windows.held.bytes();
        }
    }
    assert_eq!((windows.held.bytes(), windows.gauge().keys), (bytes, 0));
}

/// A record of `worker`: its key, time and number, and how far its source has come before it.
#[derive(Clone, Debug)]
struct Record {
    key: String,
    at: i64,
    number: u32,
    watermark: i64,
}

/// Batches of records; after each the watermark of the tick.
#[derive(Clone, Debug)]
struct Run {
    gap: i64,
    lateness: i64,
    batches: Vec<(Vec<Record>, i64)>,
}

fn run() -> impl Strategy<Value = Run> {
    let at = prop_oneof![20 => 0..300_i64, 1 => Just(i64::MIN), 1 => Just(i64::MAX), 1 => any::<i64>()];
    let record = ("[a-c]", at);
    let batches = prop::collection::vec(prop::collection::vec((record, any::<bool>()), 0..12), 1..8);
    (1..40_i64, 0..60_i64, 0..80_i64, batches).prop_map(|(gap, lateness, behind, batches)| {
        let (mut largest, mut number, mut watermark) = (i64::MIN, 0, i64::MIN);
        let batches = batches.into_iter().map(|batch| {
            let records = batch.into_iter().map(|((key, at), sorted)| {
                // Mostly in order, so that sessions close.
                let at =
                    if sorted && largest < 10_000 { largest.saturating_add(at % 50).max(at) } else { at };
                let record = Record { key, at, number, watermark };
                number += 1;
                largest = if at < 10_000 { largest.max(at) } else { largest };
                watermark = watermark.max(largest.saturating_sub(behind));
                record
            });
            (records.collect(), watermark)
        });
        Run { gap, lateness, batches: batches.collect() }
    })
}

/// The sessions of all records that are not late, and the numbers of those that are.
fn oracle(run: &Run) -> (BTreeSet<Whole>, Vec<u32>) {
    let mut records: Vec<_> = run.batches.iter().flat_map(|batch| batch.0.clone()).collect();
    let late: Vec<_> =
        records.extract_if(.., |record| record.at.saturating_add(run.lateness) < record.watermark).collect();
    records.sort_by(|a, b| (&a.key, a.at).cmp(&(&b.key, b.at)));
    let mut sessions: Vec<Whole> = Vec::new();
    for record in records {
        let end = record.at.saturating_add(run.gap);
        match sessions.last_mut() {
            Some(last) if last.0 == record.key && last.2 >= record.at => {
                last.2 = end;
                last.3.push(record.number);
            }
            _ => sessions.push((record.key, record.at, end, vec![record.number])),
        }
    }
    sessions.iter_mut().for_each(|session| session.3.sort_unstable());
    (sessions.into_iter().collect(), late.into_iter().map(|record| record.number).collect())
}

/// Whether those of each key come by their ends, and all of them but for a 32nd of the gap, or 2 ns.
fn are_in_order(fired: &[Fired], gap: i64) -> bool {
    let mut latest: BTreeMap<&str, i64> = BTreeMap::new();
    let mut last = i64::MIN;
    fired.iter().all(|(key, _, end, ..)| {
        let of_key = latest.insert(key, *end);
        last = last.max(*end);
        of_key.is_none_or(|before| before < *end) && last.saturating_sub(*end) < (gap / 32).max(2)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn closing_gives_what_the_oracle_gives(mut run in run()) {
        run.lateness = 0;
        let (want, late) = oracle(&run);
        let mut windows = sessions(run.gap as u64, Policy::new());
        let (mut got, mut got_late) = (Vec::new(), Vec::new());
        for (records, watermark) in &run.batches {
            for record in records {
                if add(&mut windows, record.watermark, (&record.key, record.at, record.number)) {
                    got_late.push(record.number);
                }
            }
            let fired = close(&mut windows, *watermark);
            prop_assert!(are_in_order(&fired, run.gap));
            prop_assert!(windows.next_close().is_none_or(|next| next.as_nanos() > *watermark - i64::from(*watermark > 0) || *watermark == i64::MIN));
            got.extend(fired);
        }
        got.extend(close(&mut windows, i64::MAX));
        prop_assert!(got.iter().all(|fired| fired.4 == 0 && fired.5 == Timing::OnTime));
        prop_assert_eq!(got.len(), want.len());
        let got: BTreeSet<_> = got.into_iter().map(|(key, start, end, value, ..)| (key, start, end, value)).collect();
        prop_assert_eq!(got, want);
        prop_assert_eq!(windows.gauge().late, late.len() as u64);
        prop_assert_eq!(got_late, late);
        prop_assert_eq!((windows.gauge().keys, windows.gauge().windows), (0, 0));
    }

    #[test]
    fn keys_that_stay_when_their_sessions_are_gone_change_nothing(run in run()) {
        let mut moved = sessions(run.gap as u64, Policy::new());
        let mut kept = Session::<char, Vec<u32>, ()>::new(Duration::from_nanos(run.gap as u64), Policy::new()).unwrap();
        for (records, watermark) in run.batches.iter().chain([&(Vec::new(), i64::MAX)]) {
            for record in records {
                add(&mut moved, record.watermark, (&record.key, record.at, record.number));
                let stamp = Stamp { time: ns(record.at), watermark: ns(record.watermark) };
                if let Some(slot) = kept.open(stamp) {
                    let key = record.key.chars().next().unwrap();
                    kept.add(slot, Plain, key, stamp, record.number, &Sorted);
                }
            }
            let named = |(stamp, Windowed { key, window, value, pane }): (_, Windowed<char, _>)| {
                (stamp, Windowed { key: key.to_string(), window, value, pane })
            };
            let fired: Vec<_> = kept
                .close(tick(*watermark, 0), &Sorted)
                .map(|fired| flat(Ok(named(fired.expect("there is a value")))))
                .collect();
            // Slots that are given to other keys may come in another order within a bucket.
            let both = [fired, close(&mut moved, *watermark)].map(|mut fired| {
                let in_order = are_in_order(&fired, run.gap);
                fired.sort_by(|one, next| (&one.0, one.2).cmp(&(&next.0, next.2)));
                (in_order, fired)
            });
            prop_assert!(both[0].0 && both[1].0);
            prop_assert_eq!(&both[0].1, &both[1].1);
            prop_assert_eq!((kept.gauge().keys, kept.gauge().windows), (moved.gauge().keys, moved.gauge().windows));
        }
    }

    #[test]
    fn the_last_results_of_any_policy_are_those_of_the_oracle(
        run in run(),
        workers in 1..=3_usize,
        emit_by in prop_oneof![
            Just(Emit::OnClose), Just(Emit::OnUpdate), Just(Emit::Complete), (0..3_u64).prop_map(|d| Emit::Every(Duration::from_nanos(d)))
        ],
    ) {
        let (want, late) = oracle(&run);
        let policy = Policy::new().allowed_lateness(Duration::from_nanos(run.lateness as u64)).emit(emit_by);
        let ends = Exchange::make(workers).into_iter().enumerate();
        let outputs = block_on(join_all(ends.map(async |(worker, mut exchange)| {
            let (mut windows, mut got) = (sessions(run.gap as u64, policy), Vec::new());
            for (now, (records, watermark)) in run.batches.iter().enumerate() {
                for record in records.iter().filter(|record| record.number as usize % workers == worker) {
                    add(&mut windows, record.watermark, (&record.key, record.at, record.number));
                }
                windows.exchange(&mut exchange, &Sorted).await;
                got.extend(emit(&mut windows, *watermark, now as i64));
            }
            windows.exchange(&mut exchange, &Sorted).await;
            got.extend(emit(&mut windows, i64::MAX, 100));
            (got, windows.gauge())
        })));
        prop_assert_eq!(outputs.iter().map(|(_, gauge)| gauge.late).sum::<u64>(), late.len() as u64);
        prop_assert!(outputs.iter().all(|(_, gauge)| gauge.keys == 0 && gauge.windows == 0));
        // A session replaces those that it has grown from: for each record the last result counts.
        let mut last: BTreeMap<u32, Whole> = BTreeMap::new();
        for (key, start, end, value, ..) in outputs.into_iter().flat_map(|(got, _)| got) {
            for number in &value {
                last.insert(*number, (key.clone(), start, end, value.clone()));
            }
        }
        let got: BTreeSet<_> = last.into_values().collect();
        prop_assert_eq!(got, want);
    }
}

#[test]
fn records_that_hardly_repeat_move_one_by_one_and_arrive() {
    let ends = Exchange::make(2).into_iter().enumerate();
    let outputs = block_on(join_all(ends.map(async |(worker, mut exchange)| {
        let mut windows = sessions(10, Policy::new());
        for batch in 0..40_i64 {
            for number in 0..20_u32 {
                add(&mut windows, i64::MIN, (&format!("{number} {batch}"), batch, worker as u32));
            }
            windows.exchange(&mut exchange, &Sorted).await;
        }
        close(&mut windows, i64::MAX)
    })));
    let all: Vec<_> = outputs.into_iter().flatten().collect();
    assert_eq!(all.len(), 800);
    assert!(all.iter().all(|fired| fired.3 == [0, 1]));
}
