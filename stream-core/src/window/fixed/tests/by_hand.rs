//! What is promised, one example each.

use super::{BOTH, Door, at, nanos};
use crate::stage::Tick;
use crate::window::{Emit, LengthOf, Pane, Policy, Timing};

const fn pane(number: u32, timing: Timing) -> Pane {
    Pane { number, timing }
}

use Timing::{Early, Late, OnTime};

#[test]
fn windows_fire_by_end_and_keys_by_first_sight() {
    let mut door = Door::closing();
    door.feed(12, 2, 5);
    door.feed(3, 9, 1);
    door.feed(19, 1, 7);
    door.feed(15, 2, -6);
    assert_eq!(door.tick(9), []);
    assert_eq!(door.windows.next_close(), Some(at(10)));
    let first = (9, (0, 10), (1, 1), Pane::ONLY);
    let second = [(2, (10, 20), (2, -1), Pane::ONLY), (1, (10, 20), (1, 7), Pane::ONLY)];
    assert_eq!(door.tick(20), [first, second[0], second[1]]);
    assert_eq!(door.tick(i64::MAX), []);
    assert_eq!(door.windows.next_close(), None);
}

#[test]
fn late_is_judged_by_the_watermark_before_the_record() {
    let mut door = Door::closing();
    assert!(door.feed_behind(i64::MIN, 0, 1, 1));
    assert!(door.feed_behind(0, 15, 1, 1));
    assert!(!door.feed_behind(15, 9, 1, 1));
    assert!(door.feed_behind(9, 8, 1, 1));
    assert!(!door.feed_behind(10, 9, 1, 1));
    assert_eq!(door.windows.gauge().late, 2);
    assert_eq!(door.tick(10), [(1, (0, 10), (2, 2), Pane::ONLY)]);
}

#[test]
fn both_ends_of_the_range_are_in_windows() {
    let mut door = Door::closing();
    door.feed(i64::MIN, 1, 1);
    door.feed(i64::MAX, 1, 2);
    door.feed(i64::MAX - 8, 1, 3);
    // 2⁶³ = 9223372036854775808.
    assert_eq!(door.windows.next_close(), Some(at(i64::MIN + 8)));
    assert_eq!(door.tick(i64::MIN + 8), [(1, (i64::MIN, i64::MIN + 8), (1, 1), Pane::ONLY)]);
    assert_eq!(door.tick(i64::MAX - 1), [(1, (i64::MAX - 17, i64::MAX - 7), (1, 3), Pane::ONLY)]);
    assert_eq!(door.tick(i64::MAX), [(1, (i64::MAX - 7, i64::MAX), (1, 2), Pane::ONLY)]);
    assert_eq!(door.windows.watermark(), at(i64::MAX));
}

#[test]
fn a_sum_out_of_range_is_an_error_with_its_key() {
    let mut door = Door::closing();
    door.feed(0, 7, i64::MAX);
    door.feed(0, 7, 1);
    door.feed(0, 8, 1);
    let results = door.try_tick(10);
    let error = results[0].as_ref().unwrap_err();
    assert_eq!(error.key, Some(7));
    assert!(error.error.to_string().starts_with("the sum is out of the range of `i64`"));
    assert!(results[1].is_ok());
}

#[test]
fn too_many_open_windows_are_an_error() {
    let mut door = Door::emitting(Policy::new().max_open(2));
    (0..3).for_each(|n| door.feed(10 * n, 1, 1));
    let results = door.try_tick(0);
    let error = results[0].as_ref().unwrap_err();
    assert_eq!(error.key, None);
    assert!(error.error.to_string().starts_with("more than 2 windows are open"));
    assert!(door.try_tick(10)[0].is_ok());
}

#[test]
fn a_late_record_within_the_lateness_fires_its_key_again() {
    let mut door = Door::emitting(Policy::new().allowed_lateness(nanos(20)));
    door.feed(5, 1, 1);
    door.feed(6, 2, 1);
    assert_eq!(door.windows.watermark(), at(i64::MIN));
    assert_eq!(door.tick(10), [(1, (0, 10), (1, 1), pane(0, OnTime)), (2, (0, 10), (1, 1), pane(0, OnTime))]);
    assert_eq!(door.windows.watermark(), at(-10));
    door.feed_behind(10, 7, 2, 3);
    door.feed_behind(10, 7, 3, 3);
    assert_eq!(door.tick(29), [(2, (0, 10), (2, 4), pane(1, Late)), (3, (0, 10), (1, 3), pane(0, Late))]);
    assert_eq!(door.tick(29), []);
    assert!(door.feed_behind(29, 9, 2, 1));
    assert!(!door.feed_behind(30, 9, 2, 1));
    assert_eq!(door.tick(30), [(2, (0, 10), (3, 5), pane(2, Late))]);
    assert_eq!(door.windows.gauge().windows, 0);
}

#[test]
fn updates_come_with_each_batch_and_not_again_on_close() {
    let mut door = Door::emitting(Policy::new().emit(Emit::OnUpdate));
    door.feed(5, 1, 1);
    door.feed(15, 2, 1);
    assert_eq!(door.tick(0), [(1, (0, 10), (1, 1), pane(0, Early)), (2, (10, 20), (1, 1), pane(0, Early))]);
    assert_eq!(door.tick(1), []);
    door.feed(6, 1, 1);
    door.feed(7, 3, 1);
    assert_eq!(door.tick(10), [(1, (0, 10), (2, 2), pane(1, OnTime)), (3, (0, 10), (1, 1), pane(0, OnTime))]);
    assert_eq!(door.tick(20), []);
}

#[test]
fn early_results_come_at_multiples_of_the_interval_and_the_last_on_close() {
    let mut door = Door::emitting(Policy::new().emit(Emit::Every(nanos(4))));
    assert_eq!(door.windows.next_tick(), None);
    door.feed(9, 1, 1);
    assert_eq!(door.tick(1), []);
    assert_eq!(door.windows.next_tick(), Some(at(4)));
    assert_eq!(door.tick(3), []);
    assert_eq!(door.tick(4), [(1, (0, 10), (1, 1), pane(0, Early))]);
    assert_eq!(door.windows.next_tick(), None);
    door.feed(9, 2, 1);
    assert_eq!(door.tick(9), [(2, (0, 10), (1, 1), pane(0, Early))]);
    assert_eq!(door.tick(10), [(1, (0, 10), (1, 1), pane(1, OnTime)), (2, (0, 10), (1, 1), pane(1, OnTime))]);
}

#[test]
fn complete_gives_every_key_of_every_open_window() {
    let mut door = Door::emitting(Policy::new().emit(Emit::Complete));
    door.feed(15, 1, 1);
    door.feed(5, 2, 1);
    let first = |number, timing| (2, (0, 10), (1, 1), pane(number, timing));
    let second = |number, timing| (1, (10, 20), (1, 1), pane(number, timing));
    assert_eq!(door.tick(0), [first(0, Early), second(0, Early)]);
    assert_eq!(door.tick(10), [first(1, OnTime), second(1, Early)]);
    assert_eq!(door.tick(19), [second(2, Early)]);
    assert_eq!(door.tick(20), [second(3, OnTime)]);
    assert_eq!(door.tick(30), []);
}

#[test]
fn results_that_are_not_asked_for_are_dropped() {
    let mut door = Door::closing();
    (0..5).for_each(|key| door.feed(0, key, 1));
    let tick = Tick { watermark: at(10), now: at(0), batch: 0, last: false };
    assert_eq!(door.windows.close(tick, &BOTH).take(2).count(), 2);
    door.feed(10, 0, 1);
    door.feed(20, 0, 1);
    let fire = |start| (0, (start, start + 10), (1, 1), Pane::ONLY);
    assert_eq!(door.tick(30), [fire(10), fire(20)]);
}

#[test]
fn memory_of_closed_windows_is_used_again() {
    let mut door = Door::closing();
    let mut most = 0;
    for n in 0..100 {
        (0..200).for_each(|key| door.feed(10 * n, key, 1));
        assert_eq!(door.tick(10 * n).len(), if n == 0 { 0 } else { 200 });
        let gauge = door.windows.gauge();
        assert_eq!((gauge.windows, gauge.keys), (1, 200));
        if n == 10 {
            most = gauge.bytes;
        }
        assert!(n <= 10 || gauge.bytes == most, "{n}: {} {most}", gauge.bytes);
    }
}

#[test]
fn lengths_may_be_known_at_run_time_only() {
    let length = LengthOf::new(nanos(7), nanos(1)).unwrap();
    let mut windows = super::Fixed::new(length, Policy::new());
    let stamp = crate::stage::Stamp { time: at(0), watermark: at(i64::MIN) };
    let slot = windows.open(stamp).unwrap();
    windows.add(slot, crate::keyed::kind::Text, "key", stamp, ((), 1), &BOTH);
    let tick = Tick { watermark: at(1), now: at(1), batch: 0, last: true };
    let results: Vec<_> = windows.close(tick, &BOTH).collect();
    let (_, result) = results[0].as_ref().unwrap();
    assert_eq!((result.key.as_str(), result.window.start), ("key", at(-6)));
}
