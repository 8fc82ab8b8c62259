//! Windows that overlap.

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
    sliding_windows: [.window(sliding(10s, every = 5s))], once, |stamped| {
        sliding(10, 5, 0).group(stamped, 0)
    };

    sliding_by_what_does_not_divide_the_length: [.window(sliding(10s, every = 4s))], once, |stamped| {
        sliding(10, 4, 0).group(stamped, 0)
    };

    sliding_with_lateness: [.window(sliding(9s, every = 3s)).allowed_lateness(5s)], last_panes, |stamped| {
        sliding(9, 3, 0).group(stamped, 5 * SECOND)
    };

    sliding_of_lengths_known_when_it_runs: [
        .window(sliding(Duration::from_secs(9), every = Duration::from_secs(2)))
    ], once, |stamped| sliding(9, 2, 0).group(stamped, 0);

    sliding_with_an_offset_and_lateness: [
        .window(sliding(10s, every = 4s, offset = 3s)).allowed_lateness(7s)
    ], last_panes, |stamped| sliding(10, 4, 3).group(stamped, 7 * SECOND);
}
