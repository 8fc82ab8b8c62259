//! Lengths, slides, gaps and numbers that are computed when the program runs, and make no window.

use std::time::Duration;

use stream_core::ErrorKind::Start;
use stream_core::{Error, stream};

use crate::look;

/// Builds, runs and returns the error of a pipeline with such a window.
macro_rules! refused {
    ($($chain:tt)*) => {{
        let error: Error = stream!(from_iter([((), 1_u64)])$($chain)*.for_each(|_| ())).run().expect_err("it starts");
        error
    }};
}

const ZERO: Duration = Duration::ZERO;
const S: Duration = Duration::from_secs(1);

#[test]
fn windows_without_a_length_do_not_start() {
    look(
        &refused!(.window(fixed(ZERO)).count()),
        Start,
        "count",
        &["the length of `fixed` must be more than zero"],
    );
    look(
        &refused!(.window(fixed(Duration::MAX)).count()),
        Start,
        "count",
        &["longer than the range of time"],
    );
    look(
        &refused!(.window(sliding(ZERO, every = 1s)).sum()),
        Start,
        "sum",
        &["the length of `sliding` must be more than zero"],
    );
    look(
        &refused!(.window(sliding(10s, every = ZERO)).sum()),
        Start,
        "sum",
        &["`every` must be more than zero"],
    );
    look(&refused!(.window(session(gap = ZERO)).max()), Start, "max", &["`gap` must be more than zero"]);
    look(&refused!(.join(from_iter([((), 1)]), fixed(ZERO))), Start, "join", &["must be more than zero"]);
}

#[test]
fn a_slide_that_is_longer_than_the_length_and_an_offset_that_is_not_shorter_do_not_start() {
    let error = refused!(.window(sliding(10s, every = 11 * S)).count());
    look(&error, Start, "count", &["10s every 11s", "`every` be at most the length"]);
    let error = refused!(.window(fixed(10s, offset = 10 * S)).count());
    look(&error, Start, "count", &["`offset`", "less than the length"]);
    let error = refused!(.window(sliding(10s, every = 2 * S, offset = 2 * S)).count());
    look(&error, Start, "count", &["`offset`", "less than the slide"]);
}

#[test]
fn windows_of_no_records_or_batches_do_not_start() {
    let none = 0_usize;
    look(&refused!(.window(count(none)).count()), Start, "count", &["must be more than zero"]);
    look(&refused!(.window(count(5, every = none)).count()), Start, "count", &["must be more than zero"]);
    look(&refused!(.window(batches(none)).count()), Start, "count", &["must be more than zero"]);
    look(&refused!(.window(batches(5, every = none)).count()), Start, "count", &["must be more than zero"]);
}

#[test]
fn state_that_is_kept_for_no_time_does_not_start() {
    look(
        &refused!(.dedup_by(|_| 1, within = ZERO)),
        Start,
        "dedup_by",
        &["`within` is zero", "`within = forever`"],
    );
    let error = refused!(.stateful(|_, n, _: &mut (), ctx| ctx.emit(n), ttl = ZERO));
    look(&error, Start, "stateful", &["`ttl`", "zero"]);
    let error = refused!(.running(ttl = ZERO).count());
    look(&error, Start, "count", &["`ttl`", "zero"]);
}

#[test]
fn bounds_and_silences_of_zero_do_not_start() {
    let none = 0_usize;
    let refused = [
        refused!(.window(fixed(1s), max_open = none).count()),
        refused!(.window(sliding(2s, every = 1s), max_open = none).emit(on_update).count()),
        refused!(.window(session(gap = 1s), max_open = none).count()),
    ];
    for error in refused {
        look(&error, Start, "count", &["`max_open` must be more than zero"]);
    }
    let error =
        refused!(.event_time(|_| crate::at(0), out_of_order = 1s, idle = ZERO).window(fixed(1s)).count());
    look(&error, Start, "event_time", &["`idle` must be more than zero"]);
}
