//! Times of records that are none, out of range, at the ends of the range or far ahead, and a clock that goes back.

use std::time::Duration;

use futures::StreamExt as _;
use futures::executor::block_on;
use stream_core::harness::Harness;
use stream_core::time::Timestamp;
use stream_core::window::{Timing, Windowed};
use stream_core::{Collected, Error, ErrorKind, OnError, stream};

use crate::{at, look};

/// The year 9999, in seconds.
const YEAR_9999: f64 = 253_370_764_800.0;

#[test]
fn a_time_that_is_not_a_number_or_out_of_range_is_refused_by_the_policy() -> Result<(), Error> {
    let seconds = [1.5, f64::NAN, 2.5, f64::INFINITY, f64::NEG_INFINITY, YEAR_9999, -YEAR_9999, 3.5];
    let counts = Collected::new();
    let out = counts.clone();
    let pipeline = |on_error: OnError| {
        let out = out.clone();
        stream!(
            from_iter(seconds)
                .event_time(|seconds| Timestamp::try_from_secs_f64(*seconds)?, out_of_order = 0s)
                .key_by(|_| ())
                .window(fixed(10s))
                .count()
                .collect(out)
        )
        .on_error(on_error)
        .run()
    };
    let error = pipeline(OnError::fail()).expect_err("the second has no time");
    look(&error, ErrorKind::Record, "event_time", &["no point in time", "offset 1"]);
    assert_eq!(counts.take().len(), 0);

    pipeline(OnError::skip())?;
    let found: Vec<(Timestamp, u64)> =
        counts.take().iter().map(|row: &Windowed<(), u64>| (row.window.start, row.value)).collect();
    assert_eq!(found, [(at(0), 3)]);
    Ok(())
}

#[test]
fn a_record_without_a_time_goes_to_the_dead_letters_with_the_reason() -> Result<(), Error> {
    let times = Collected::new();
    let (policy, letters) = OnError::dead_letters(10);
    stream!(
        from_iter([Some(1), None, Some(2)])
            .event_time(|second| second.map(Timestamp::from_secs), out_of_order = 0s)
            .collect(&times)
    )
    .on_error(policy)
    .run()?;
    assert_eq!(times.take(), [Some(1), Some(2)]);
    let letters: Vec<_> = block_on(letters.collect());
    assert_eq!(letters.len(), 1);
    assert_eq!((letters[0].reason.as_str(), letters[0].operator.name), ("no event time", "event_time"));
    Ok(())
}

#[test]
fn windows_at_both_ends_of_the_range_neither_overflow_nor_lose_a_record() -> Result<(), Error> {
    let ends = [i64::MIN, i64::MIN + 1, -1, 0, 1, i64::MAX - 1, i64::MAX];
    macro_rules! counted {
        ($($window:tt)*) => {{
            let counts = Collected::new();
            stream!(
                from_iter(ends)
                    .event_time(|nanos| Timestamp::from_nanos(*nanos), out_of_order = 1h, max_ahead = none)
                    .key_by(|_| ())
                    .window($($window)*)
                    .count()
                    .collect(&counts)
            )
            .run()?;
            let counts: Vec<Windowed<(), u64>> = counts.take();
            assert!(counts.iter().all(|row| row.window.start < row.window.end), "{counts:?}");
            counts.iter().map(|row| row.value).collect::<Vec<_>>()
        }};
    }
    let hour = Duration::from_secs(3600);
    assert_eq!(counted!(fixed(1h)), [2, 1, 2, 2]);
    assert_eq!(counted!(fixed(hour, offset = 5min)), [2, 3, 2]);
    assert_eq!(counted!(session(gap = 1h)), [2, 3, 2]);
    assert_eq!(counted!(sliding(1h, every = 1h)), [2, 1, 2, 2]);
    let halves = counted!(sliding(hour, every = 30min));
    assert_eq!(halves.iter().sum::<u64>(), 2 * ends.len() as u64, "{halves:?}");
    Ok(())
}

#[test]
fn a_record_of_the_year_2262_closes_nothing_and_is_counted() -> Result<(), Error> {
    let mut counts = Harness::start_at(
        at(1_000_000),
        stream!(
            input::<i64>()
                .event_time(|second| at(*second), out_of_order = 0s)
                .key_by(|_| ())
                .window(fixed(10s))
                .count()
                .output::<Windowed<(), u64>>()
        )
        .on_error(OnError::skip()),
    )?;
    assert_eq!(counts.batch([1_000_001, i64::MAX, 1_000_002])?.len(), 0);
    assert_eq!((counts.rejected(), counts.late(), counts.open_windows()), (1, 0, 1));
    assert_eq!(counts.watermark(), Some(at(1_000_002)));
    assert_eq!(counts.batch([1_000_011])?[0].value, 2);
    Ok(())
}

#[test]
fn a_record_far_ahead_fails_the_pipeline_where_nothing_is_said_and_passes_where_that_is_said()
-> Result<(), Error> {
    let mut strict = Harness::new(stream!(
        input::<i64>().event_time(|second| at(*second), out_of_order = 0s, max_ahead = 1min).output::<i64>()
    ))?;
    assert_eq!(strict.batch([60])?, [60]);
    let error = strict.batch([61]).expect_err("it is 61 s ahead");
    look(&error, ErrorKind::Record, "event_time", &["61s ahead of the clock", "`max_ahead` = 60s"]);

    let mut replay = Harness::new(stream!(
        input::<i64>()
            .event_time(|second| at(*second), out_of_order = 0s, max_ahead = none)
            .key_by(|_| ())
            .window(fixed(10s))
            .count()
            .output::<Windowed<(), u64>>()
    ))?;
    assert_eq!(replay.batch([1, 2, i64::MAX])?[0].value, 2, "it is taken at its word");
    assert_eq!((replay.late(), replay.open_windows()), (0, 1));
    replay.batch([3])?;
    assert_eq!(replay.late(), 1);
    assert_eq!(replay.finish()?[0].value, 1);
    Ok(())
}

#[test]
fn a_clock_that_goes_back_closes_nothing_twice_and_opens_nothing_again() -> Result<(), Error> {
    let mut counts = Harness::start_at(
        at(100),
        stream!(input::<u32>().key_by(|n| *n).window(fixed(10s)).count().output::<Windowed<u32, u64>>()),
    )?;
    counts.batch([1])?;
    assert_eq!(counts.set_clock(at(110))?.len(), 1);
    assert_eq!(counts.set_clock(at(95))?.len(), 0);
    // What comes while the clock is behind belongs to the latest time that it has told.
    counts.batch([1, 1])?;
    assert_eq!(counts.late(), 0);
    assert_eq!(counts.set_clock(at(109))?.len(), 0);
    let closed = counts.set_clock(at(120))?;
    assert_eq!((closed.len(), closed[0].window.start, closed[0].value), (1, at(110), 2));
    assert_eq!(closed[0].pane.timing, Timing::OnTime);
    Ok(())
}

#[test]
fn a_clock_that_goes_back_holds_timers_and_forgets_nothing_early() -> Result<(), Error> {
    let mut seen = Harness::start_at(
        at(100),
        stream!(
            input::<(u32, u32)>()
                .stateful(
                    |_, n: u32, sum: &mut u32, ctx| {
                        *sum += n;
                        ctx.set_processing_timer(at(110));
                    },
                    on_timer = |_, time, sum, ctx| ctx.emit((time.as_millis(), *sum)),
                    ttl = 30s,
                )
                .output::<(i64, u32)>()
        ),
    )?;
    seen.batch([(7, 1)])?;
    seen.set_clock(at(50))?;
    seen.batch([(7, 2)])?;
    assert_eq!(seen.set_clock(at(109))?, []);
    assert_eq!(seen.set_clock(at(110))?, [(110_000, 3)]);
    Ok(())
}
