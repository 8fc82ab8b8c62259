//! Windows of activity.

use proptest::prelude::*;

use crate::collected::windows;
use crate::oracle::inputs::{SECOND, cases_of, parted};
use crate::oracle::windows::sessions;
use crate::seen::{last_sessions, once};

windows! {
    session_windows: [.window(session(gap = 5s))], once, |stamped| {
        sessions(stamped, 5 * SECOND, 0)
    };

    sessions_with_lateness: [.window(session(gap = 5s)).allowed_lateness(6s)], last_sessions, |stamped| {
        sessions(stamped, 5 * SECOND, 6 * SECOND)
    };

    sessions_with_less_lateness_than_gap: [.window(session(gap = 9s)).allowed_lateness(2s)], last_sessions, |stamped| {
        sessions(stamped, 9 * SECOND, 2 * SECOND)
    };
}
