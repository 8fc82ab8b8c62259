//! Windows of lengths that are drawn, from a nanosecond to what hardly has room in the range of time; with offset and lateness.

use std::time::Duration;

use proptest::prelude::*;

use crate::collected::in_every_way;
use crate::drive::nanos;
use crate::oracle::inputs::{SECOND, cases_of, parted};
use crate::oracle::windows::{Sliding, sessions};
use crate::seen::{last_panes, last_sessions};

/// A hundred years, and as much as there is.
const LONG: [i64; 2] = [100 * 365 * 86_400 * SECOND, i64::MAX];

/// Nanoseconds, more than none.
fn length() -> impl Strategy<Value = i64> {
    let odd = (1..20_i64, -1..=1_i64).prop_map(|(seconds, beside)| seconds * SECOND + beside);
    prop_oneof![4 => (1..30_i64).prop_map(|seconds| seconds * SECOND), 2 => odd, 1 => 1..5_i64, 1 => Just(LONG[0]), 1 => Just(LONG[1])]
}

/// Nanoseconds, most often some seconds.
fn lateness() -> impl Strategy<Value = i64> {
    prop_oneof![2 => Just(0), 4 => (0..30_i64).prop_map(|seconds| seconds * SECOND), 1 => length()]
}

/// Length, interval and offset of windows that overlap up to nine times, the offset being less than the interval. Length and interval are
/// even: where they have no more than a nanosecond in common, the last nanosecond of time is taken for the one before.
fn slides() -> impl Strategy<Value = Sliding> {
    let even = |length: i64| (length & !1).max(2);
    (length(), 1..9_i64, any::<i64>()).prop_map(move |(length, parts, offset)| {
        let every = even(even(length) / parts);
        Sliding { length: even(length), every, offset: offset.rem_euclid(every) }
    })
}

proptest! {
    #![proptest_config(cases_of(3))]

    #[test]
    fn fixed(input in parted(), length in length(), offset: i64, late_by in lateness()) {
        let fixed = Sliding { length, every: length, offset: offset.rem_euclid(length) };
        let [length, offset, lateness]: [Duration; 3] = [fixed.length, fixed.offset, late_by].map(nanos);
        in_every_way!(input, [.window(fixed(length, offset = offset)).allowed_lateness(lateness)], last_panes, |stamped| {
            fixed.group(stamped, late_by)
        });
    }

    #[test]
    fn sliding(input in parted(), slide in slides(), late_by in lateness()) {
        let [length, every, offset, lateness]: [Duration; 4] = [slide.length, slide.every, slide.offset, late_by].map(nanos);
        in_every_way!(input, [.window(sliding(length, every = every, offset = offset)).allowed_lateness(lateness)], last_panes, |stamped| {
            slide.group(stamped, late_by)
        });
    }

    #[test]
    fn session(input in parted(), between in length(), late_by in lateness()) {
        let [gap, lateness]: [Duration; 2] = [between, late_by].map(nanos);
        in_every_way!(input, [.window(session(gap = gap)).allowed_lateness(lateness)], last_sessions, |stamped| {
            sessions(stamped, between, late_by)
        });
    }
}
