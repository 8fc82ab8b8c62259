//! Windows side by side.

use std::time::Duration;

use proptest::prelude::*;

use crate::collected::windows;
use crate::oracle::inputs::{SECOND, cases_of, parted};
use crate::oracle::windows::Sliding;
use crate::seen::{last_panes, once};

fn sliding(length: i64, every: i64, offset: i64) -> Sliding {
    Sliding { length: length * SECOND, every: every * SECOND, offset: offset * SECOND }
}

windows! {
    fixed: [.window(fixed(10s))], once, |stamped| Sliding::fixed(10 * SECOND).group(stamped, 0);

    fixed_with_an_offset: [.window(fixed(7s, offset = 3s))], once, |stamped| {
        sliding(7, 7, 3).group(stamped, 0)
    };

    fixed_of_a_length_known_when_it_runs: [.window(fixed(Duration::from_secs(10), offset = Duration::from_secs(1)))], once,
        |stamped| sliding(10, 10, 1).group(stamped, 0);

    fixed_with_lateness: [.window(fixed(10s)).allowed_lateness(6s)], last_panes, |stamped| {
        Sliding::fixed(10 * SECOND).group(stamped, 6 * SECOND)
    };

    early_results_come_before_the_last: [.window(fixed(10s)).emit(every = 1s)], last_panes, |stamped| {
        Sliding::fixed(10 * SECOND).group(stamped, 0)
    };

    fixed_with_an_offset_and_lateness: [.window(fixed(7s, offset = 5s)).allowed_lateness(4s)], last_panes, |stamped| {
        sliding(7, 7, 5).group(stamped, 4 * SECOND)
    };
}
