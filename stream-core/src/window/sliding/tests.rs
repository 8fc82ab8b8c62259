//! Sliding windows against a list of all records that is gone through for each window.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use futures::executor::block_on;
use futures::future::join_all;
use proptest::prelude::*;

use super::{Slide, SlideOf, Sliding};
use crate::exchange::{Exchange, Part as _};
use crate::keyed::key::KeyKind;
use crate::keyed::kind::Text;
use crate::stage::{Stamp, Tick};
use crate::time::Timestamp;
use crate::window::fired::Fired;
use crate::window::{Aggregate, AggregateError, Emit, Pane, Policy, Timing, Windowed};

/// All records, sorted; a record of `BAD` has no value.
struct Sorted<const GROWS: bool>;

const BAD: u32 = u32::MAX;

impl<const GROWS: bool> Aggregate for Sorted<GROWS> {
    type In = u32;
    type State = Vec<u32>;
    type Output = Vec<u32>;
    const GROWS: bool = GROWS;
    const PARTS: bool = !GROWS;

    fn init(&self) -> Vec<u32> {
        Vec::new()
    }

    fn add(&self, state: &mut Vec<u32>, record: u32) {
        state.push(record);
    }

    fn merge(&self, state: &mut Vec<u32>, mut other: Vec<u32>) {
        assert!(Self::PARTS || !other.is_empty(), "the state of no records is merged");
        state.append(&mut other);
    }

    fn finish(&self, mut state: Vec<u32>) -> Result<Vec<u32>, AggregateError> {
        state.sort_unstable();
        if state.contains(&BAD) { Err(AggregateError::new("a bad record")) } else { Ok(state) }
    }
}

type Windows<'a, W> = Sliding<String, Vec<u32>, <Text as KeyKind<&'a str>>::Image, W>;
/// Key, start, end and records.
type Whole = (String, i64, i64, Vec<u32>);

fn ns(nanos: i64) -> Timestamp {
    Timestamp::from_nanos(nanos)
}

fn nanos(nanos: u64) -> Duration {
    Duration::from_nanos(nanos)
}

fn tick(watermark: i64, now: i64) -> Tick {
    Tick { watermark: ns(watermark), now: ns(now), batch: 0, last: watermark == i64::MAX }
}

/// Adds a record, judged by `watermark`. Whether it is late for all windows.
fn add<W: super::Panes>(
    windows: &mut Windows<'_, W>,
    watermark: i64,
    (key, at, input): (&str, i64, u32),
) -> bool {
    let stamp = Stamp { time: ns(at), watermark: ns(watermark) };
    let slot = windows.open(stamp);
    slot.into_iter().for_each(|slot| windows.add(slot, Text, key, stamp, input, &Sorted::<false>));
    slot.is_none()
}

fn flat(result: Fired<String, Vec<u32>>) -> (Whole, Pane) {
    let (stamp, Windowed { key, window, value, pane }) = result.expect("there is a value");
    assert_eq!(stamp.time, window.end.minus(nanos(1)));
    ((key, window.start.as_nanos(), window.end.as_nanos(), value), pane)
}

fn close<W: super::Panes>(windows: &mut Windows<'_, W>, watermark: i64) -> Vec<Whole> {
    let fired = windows.close(tick(watermark, 0), &Sorted::<false>).map(flat);
    fired.inspect(|fired| assert_eq!(fired.1, Pane::ONLY)).map(|fired| fired.0).collect()
}

fn emit<W: super::Panes>(windows: &mut Windows<'_, W>, watermark: i64, now: i64) -> Vec<(Whole, Pane)> {
    windows.emit(tick(watermark, now), &Sorted::<false>).map(flat).collect()
}

fn whole(key: &str, start: i64, end: i64, value: &[u32]) -> Whole {
    (key.to_owned(), start, end, value.to_vec())
}

fn pane(number: u32, timing: Timing) -> Pane {
    Pane { number, timing }
}

#[test]
fn a_record_is_in_every_window_that_covers_it() {
    let mut windows = Windows::new(Slide::<30, 10, 0>, Policy::new());
    assert_eq!((windows.next_close(), windows.gauge().windows), (None, 0));
    assert!(!add(&mut windows, i64::MIN, ("a", 5, 1)));
    assert!(!add(&mut windows, i64::MIN, ("b", 12, 2)));
    assert!(!add(&mut windows, i64::MIN, ("a", 12, 3)));
    assert_eq!((windows.next_close(), windows.gauge().windows, windows.gauge().keys), (Some(ns(10)), 4, 2));
    assert_eq!(close(&mut windows, 9), []);
    assert_eq!(close(&mut windows, 10), [whole("a", -20, 10, &[1])]);
    assert_eq!(windows.next_close(), Some(ns(20)));
    let both = [
        whole("a", -10, 20, &[1, 3]),
        whole("b", -10, 20, &[2]),
        whole("a", 0, 30, &[1, 3]),
        whole("b", 0, 30, &[2]),
    ];
    assert_eq!(close(&mut windows, 30), both);
    assert_eq!(close(&mut windows, i64::MAX), [whole("a", 10, 40, &[3]), whole("b", 10, 40, &[2])]);
    assert_eq!((windows.next_close(), windows.gauge().windows, windows.gauge().keys), (None, 0, 0));
}

#[test]
fn a_record_that_is_late_in_part_is_in_the_other_windows_only() {
    let mut windows = Windows::new(Slide::<30, 10, 0>, Policy::new());
    assert!(!add(&mut windows, i64::MIN, ("a", 25, 1)));
    assert!(!add(&mut windows, 25, ("a", 15, 2)), "the window up to 40 is open");
    assert!(!add(&mut windows, 39, ("a", 15, 3)), "it still is");
    assert!(add(&mut windows, 40, ("a", 15, 4)), "it no longer is");
    assert_eq!((windows.gauge().late, windows.gauge().late_in_part), (1, 2));
    let want = [whole("a", 0, 30, &[1, 2]), whole("a", 10, 40, &[1, 2, 3]), whole("a", 20, 50, &[1])];
    assert_eq!(close(&mut windows, i64::MAX), want);
}

#[test]
fn a_clock_that_is_set_back_loses_nothing() {
    let mut windows = Windows::new(Slide::<30, 10, 0>, Policy::new());
    add(&mut windows, i64::MIN, ("a", 100, 1));
    assert_eq!(close(&mut windows, 120).len(), 2);
    assert!(!add(&mut windows, i64::MIN, ("a", 50, 2)));
    assert_eq!(close(&mut windows, 130), [whole("a", 100, 130, &[1, 2])]);
}

#[test]
fn a_late_record_refires_the_windows_that_wait_for_it() {
    let mut windows = Windows::new(Slide::<20, 10, 0>, Policy::new().allowed_lateness(nanos(10)));
    add(&mut windows, i64::MIN, ("a", 5, 1));
    let on_time = pane(0, Timing::OnTime);
    assert_eq!(emit(&mut windows, 15, 0), [(whole("a", -10, 10, &[1]), on_time)]);
    assert!(!add(&mut windows, 15, ("a", 6, 2)));
    assert_eq!(emit(&mut windows, 15, 0), [(whole("a", -10, 10, &[1, 2]), pane(1, Timing::Late))]);
    assert!(!add(&mut windows, 20, ("a", 7, 3)), "late for the window up to 10");
    assert_eq!(emit(&mut windows, 20, 0), [(whole("a", 0, 20, &[1, 2, 3]), on_time)]);
    assert_eq!((emit(&mut windows, 29, 0), windows.gauge().keys), (vec![], 1));
    assert_eq!((emit(&mut windows, 30, 0), windows.gauge().keys), (vec![], 0));
    assert_eq!((windows.gauge().late_in_part, windows.watermark()), (1, ns(20)));
}

#[test]
fn early_results_come_at_intervals_if_there_is_news() {
    let mut windows = Windows::new(Slide::<20, 10, 0>, Policy::new().emit(Emit::Every(nanos(100))));
    add(&mut windows, i64::MIN, ("a", 5, 1));
    assert_eq!((emit(&mut windows, 0, 10), windows.next_tick()), (vec![], Some(ns(100))));
    let early = pane(0, Timing::Early);
    let both = vec![(whole("a", -10, 10, &[1]), early), (whole("a", 0, 20, &[1]), early)];
    assert_eq!((emit(&mut windows, 0, 100), windows.next_tick()), (both, None));
    assert_eq!(emit(&mut windows, 0, 200), []);
    assert_eq!(emit(&mut windows, 10, 201), [(whole("a", -10, 10, &[1]), pane(1, Timing::OnTime))]);
}

#[test]
fn the_slots_of_keys_that_are_gone_are_given_up() {
    let mut windows = Windows::new(Slide::<20, 10, 0>, Policy::new());
    let mut bytes = 0;
    for round in 0..200_i64 {
        for number in 0..50_u32 {
            add(&mut windows, i64::MIN, (&format!("{round} {number}"), round * 100, number));
        }
        assert_eq!(close(&mut windows, round * 100 + 99).len(), 100);
        if round == 10 {
            bytes = windows.gauge().bytes;
        }
    }
    assert_eq!((windows.gauge().bytes, windows.gauge().keys), (bytes, 0));
}

#[test]
fn a_value_that_there_is_not_is_an_error_with_the_key() {
    let mut windows = Windows::new(Slide::<20, 10, 0>, Policy::new());
    add(&mut windows, i64::MIN, ("a", 0, BAD));
    let error = windows.close(tick(10, 0), &Sorted::<false>).next().expect("a result").expect_err("an error");
    assert_eq!((error.key.as_deref(), error.error.to_string().as_str()), (Some("a"), "a bad record"));
}

#[test]
fn results_that_are_not_asked_for_come_with_the_next_tick() {
    let mut windows = Windows::new(Slide::<20, 10, 0>, Policy::new());
    add(&mut windows, i64::MIN, ("a", 0, 1));
    add(&mut windows, i64::MIN, ("b", 0, 2));
    assert!(windows.close(tick(10, 0), &Sorted::<false>).next().is_some());
    assert_eq!(close(&mut windows, 10), [whole("b", -10, 10, &[2])]);
}

/// A record: its key, time and number, and how far its source has come before it.
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
    length: u64,
    every: u64,
    offset: u64,
    lateness: u64,
    batches: Vec<(Vec<Record>, i64)>,
}

fn run() -> impl Strategy<Value = Run> {
    let at =
        prop_oneof![20 => 0..300_i64, 1 => Just(i64::MIN), 1 => Just(i64::MAX - 1), 1 => i64::MIN..i64::MAX];
    let batches = prop::collection::vec(prop::collection::vec((("[a-c]", at), any::<bool>()), 0..12), 1..8);
    let shape = (1..60_u64, 1..60_u64, 0..60_u64, prop_oneof![Just(0), 0..60_u64]);
    (shape, 0..80_i64, batches).prop_map(|((length, every, offset, lateness), behind, batches)| {
        let (mut largest, mut number, mut watermark) = (i64::MIN, 0, i64::MIN);
        let batches = batches.into_iter().map(|batch| {
            let records = batch.into_iter().map(|((key, at), sorted)| {
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
        Run { length, every: every.min(length), offset, lateness, batches: batches.collect() }
    })
}

/// What each window has, how many records are late for all their windows, and for some.
fn oracle(run: &Run) -> (BTreeSet<Whole>, u64, u64) {
    let (length, every, offset) = (i128::from(run.length), i128::from(run.every), i128::from(run.offset));
    let clip = |at: i128| at.clamp(i64::MIN.into(), i64::MAX.into()) as i64;
    let mut windows: BTreeMap<(String, i128), Vec<u32>> = BTreeMap::new();
    let (mut late, mut late_in_part) = (0, 0);
    for record in run.batches.iter().flat_map(|batch| &batch.0) {
        let at = i128::from(record.at);
        let first = (at - offset).div_euclid(every) * every + offset;
        let starts: Vec<_> =
            (0..length).map(|back| first - back * every).take_while(|start| start + length > at).collect();
        let open =
            |start: &&i128| clip(**start + length).saturating_add(run.lateness as i64) > record.watermark;
        let kept: Vec<_> = starts.iter().filter(open).collect();
        late += u64::from(kept.is_empty());
        late_in_part += u64::from(!kept.is_empty() && kept.len() < starts.len());
        for start in kept {
            windows.entry((record.key.clone(), *start)).or_default().push(record.number);
        }
    }
    let flat = |((key, start), value)| (key, clip(start), clip(start + length), value);
    (windows.into_iter().map(flat).collect(), late, late_in_part)
}

/// Runs it on so many workers: all results in order, and what the gauges say of lateness.
fn outcome<const GROWS: bool>(
    run: &Run,
    policy: Policy,
    workers: usize,
    closes: bool,
) -> (Vec<(Whole, Pane)>, u64, u64) {
    let slide =
        SlideOf::new(nanos(run.length), nanos(run.every), nanos(run.offset % run.every)).expect("it slides");
    let ends = Exchange::make(workers).into_iter().enumerate();
    let outputs = block_on(join_all(ends.map(async |(worker, mut exchange)| {
        let (mut windows, mut got) = (Windows::new(slide, policy), Vec::new());
        let mut batches = run.batches.clone();
        batches.push((Vec::new(), i64::MAX));
        for (now, (records, watermark)) in batches.iter().enumerate() {
            for record in records.iter().filter(|record| record.number as usize % workers == worker) {
                add(&mut windows, record.watermark, (&record.key, record.at, record.number));
            }
            windows.exchange(&mut exchange, &Sorted::<GROWS>).await;
            let tick = tick(*watermark, now as i64);
            if closes {
                got.extend(windows.close(tick, &Sorted::<GROWS>).map(flat));
            } else {
                got.extend(windows.emit(tick, &Sorted::<GROWS>).map(flat));
            }
            assert!(windows.next_close().is_none_or(|next| next > ns(*watermark) || next == Timestamp::MAX));
        }
        assert_eq!((windows.gauge().keys, windows.gauge().windows), (0, 0));
        (got, windows.gauge())
    })));
    let late = outputs.iter().map(|(_, gauge)| gauge.late).sum();
    let late_in_part = outputs.iter().map(|(_, gauge)| gauge.late_in_part).sum();
    (outputs.into_iter().flat_map(|(got, _)| got).collect(), late, late_in_part)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn closing_gives_what_the_oracle_gives(mut run in run(), workers in 1..=3_usize, grows in any::<bool>()) {
        run.lateness = 0;
        let (want, late, late_in_part) = oracle(&run);
        let (got, got_late, got_in_part) =
            if grows { outcome::<true>(&run, Policy::new(), workers, true) } else { outcome::<false>(&run, Policy::new(), workers, true) };
        prop_assert!(workers > 1 || got.is_sorted_by_key(|(fired, _)| fired.2));
        prop_assert!(got.iter().all(|(_, pane)| *pane == Pane::ONLY));
        prop_assert_eq!(got.len(), want.len());
        prop_assert_eq!(got.into_iter().map(|(fired, _)| fired).collect::<BTreeSet<_>>(), want);
        prop_assert_eq!((got_late, got_in_part), (late, late_in_part));
    }

    #[test]
    fn the_last_results_of_any_policy_are_those_of_the_oracle(
        run in run(),
        workers in 1..=3_usize,
        emit in prop_oneof![
            Just(Emit::OnClose), Just(Emit::OnUpdate), Just(Emit::Complete), (0..3_u64).prop_map(|d| Emit::Every(nanos(d)))
        ],
    ) {
        let (want, late, late_in_part) = oracle(&run);
        let policy = Policy::new().allowed_lateness(nanos(run.lateness)).emit(emit);
        let (got, got_late, got_in_part) = outcome::<false>(&run, policy, workers, false);
        let mut last = BTreeMap::<_, (_, Option<u32>)>::new();
        for ((key, start, end, value), pane) in got {
            // Windows that are clipped may share an interval at the ends of the range.
            let clipped = start == i64::MIN || end == i64::MAX;
            let before = last.insert((key, start, end), (value, (!clipped).then_some(pane.number)));
            if let (Some((_, Some(number))), false) = (before, clipped) {
                prop_assert_eq!(pane.number, number + 1);
            } else if !clipped {
                prop_assert_eq!(pane.number, 0);
            }
        }
        let unclipped = |fired: &Whole| fired.1 != i64::MIN && fired.2 != i64::MAX;
        let got: BTreeSet<_> = last.into_iter().map(|((key, start, end), (value, _))| (key, start, end, value)).filter(unclipped).collect();
        prop_assert_eq!(got, want.into_iter().filter(unclipped).collect());
        prop_assert_eq!((got_late, got_in_part), (late, late_in_part));
    }
}

#[test]
fn complete_gives_all_open_windows() {
    let mut windows = Windows::new(Slide::<20, 10, 0>, Policy::new().emit(Emit::Complete));
    add(&mut windows, i64::MIN, ("a", 5, 1));
    add(&mut windows, i64::MIN, ("a", 45, 2));
    let fired =
        |timing, number, start: i64, record| (whole("a", start, start + 20, &[record]), pane(number, timing));
    let early = Timing::Early;
    let all = [
        fired(Timing::OnTime, 0, -10, 1),
        fired(early, 0, 0, 1),
        fired(early, 0, 30, 2),
        fired(early, 0, 40, 2),
    ];
    assert_eq!(emit(&mut windows, 10, 0), all);
    assert_eq!(
        emit(&mut windows, 10, 0),
        [fired(early, 1, 0, 1), fired(early, 1, 30, 2), fired(early, 1, 40, 2)]
    );
    let rest =
        [fired(Timing::OnTime, 2, 0, 1), fired(Timing::OnTime, 2, 30, 2), fired(Timing::OnTime, 2, 40, 2)];
    assert_eq!(emit(&mut windows, i64::MAX, 0), rest);
}

#[test]
fn too_many_open_windows_are_an_error() {
    let mut windows = Windows::new(Slide::<30, 10, 0>, Policy::new().max_open(4));
    add(&mut windows, i64::MIN, ("a", 5, 1));
    add(&mut windows, i64::MIN, ("a", 15, 2));
    assert_eq!(close(&mut windows, 0), []);
    add(&mut windows, i64::MIN, ("b", 1_000, 3));
    assert_eq!(windows.gauge().windows, 7, "those between have no records");
    let error = windows.close(tick(0, 0), &Sorted::<false>).next().expect("an error").expect_err("an error");
    assert_eq!(error.key, None);
    assert!(error.error.to_string().starts_with("more than 4 windows are open"));
    assert_eq!(close(&mut windows, 40).len(), 4, "three are left");
    let mut again = Windows::new(Slide::<30, 10, 0>, Policy::new().max_open(2).emit(Emit::OnUpdate));
    add(&mut again, i64::MIN, ("a", 5, 1));
    assert!(again.emit(tick(0, 0), &Sorted::<false>).next().is_some_and(|first| first.is_err()));
}

#[test]
fn a_record_in_more_windows_than_may_be_open_costs_no_more_than_another() {
    for emit in [Emit::OnClose, Emit::OnUpdate, Emit::Complete] {
        // A thousand million windows.
        let mut windows = Windows::new(Slide::<1_000_000_000, 1, 0>, Policy::new().emit(emit));
        add(&mut windows, i64::MIN, ("a", 5, 1));
        let results: Vec<_> = if emit == Emit::OnClose {
            windows.close(tick(i64::MAX, 0), &Sorted::<false>).take(1).collect()
        } else {
            windows.emit(tick(i64::MAX, 0), &Sorted::<false>).collect()
        };
        assert!(matches!(&results[..], [Err(error)] if error.error.to_string().contains("`max_open`")));
    }
}

#[test]
fn panes_get_columns_where_records_are_many() {
    let mut windows = Windows::new(Slide::<300, 1, 0>, Policy::new());
    let mut want = Vec::new();
    for round in 0..400_u32 {
        // Ten panes, over and over.
        let at = 1_000 + i64::from(round * 7 % 10);
        add(&mut windows, i64::MIN, ("a", at, round));
        want.push(round);
    }
    assert_eq!(
        windows.keys.columns.panes(),
        (0..10).map(|at| super::Panes::pane(&windows.panes, ns(1_000 + at))).collect::<Vec<_>>()
    );
    let last = close(&mut windows, 1_010).pop();
    assert_eq!(last, Some(whole("a", 710, 1_010, &want)));
    assert!(windows.keys.columns.panes().is_empty());
}
