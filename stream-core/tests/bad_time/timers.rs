//! Timers that are set in the past, for ever, or beyond the range of time.

use std::time::Duration;

use stream_core::ErrorKind::Bound;
use stream_core::harness::Harness;
use stream_core::time::Timestamp;
use stream_core::{Error, stream};

use crate::{at, look};

/// A pipeline that sets one timer for each record, at the instant that the record holds, and tells of the timers that fire.
macro_rules! timed {
    ($set:ident) => {
        Harness::start_at(
            at(100),
            stream!(
                input::<(i64, Timestamp)>()
                    .event_time(|record| at(record.0), out_of_order = 0s)
                    .map(|(_, timer)| ((), timer))
                    .stateful(
                        |_, timer, _: &mut (), ctx| ctx.$set(timer),
                        on_timer = |_, time, _, ctx| ctx.emit(time)
                    )
                    .output::<Timestamp>()
            ),
        )
    };
}

#[test]
fn a_timer_in_the_past_fires_once_at_the_end_of_its_batch_with_the_time_it_was_set_for() -> Result<(), Error>
{
    let mut events = timed!(set_timer)?;
    assert_eq!(events.batch([(50, at(10)), (50, at(-5)), (50, at(10))])?, [at(-5), at(10)]);
    assert_eq!(events.batch([(51, Timestamp::MIN)])?, [Timestamp::MIN]);
    assert_eq!(events.batch([(52, at(52)), (52, at(53))])?, [at(52)]);
    assert_eq!(events.finish()?, [at(53)]);

    let mut clock = timed!(set_processing_timer)?;
    assert_eq!(clock.batch([(50, at(99)), (50, at(101))])?, [at(99)]);
    assert_eq!(clock.set_clock(at(101))?, [at(101)]);
    assert_eq!(clock.finish()?, []);
    Ok(())
}

#[test]
fn a_timer_at_the_end_of_time_fires_at_the_end_of_the_input() -> Result<(), Error> {
    let mut events = timed!(set_timer)?;
    let far = at(50).plus(Duration::MAX);
    assert_eq!(events.batch([(50, far), (60, Timestamp::MAX)])?, []);
    assert_eq!(events.move_watermark(at(9_000_000_000))?, []);
    assert_eq!(events.finish()?, [Timestamp::MAX], "both are one");
    Ok(())
}

#[test]
fn a_timer_that_sets_itself_again_in_the_past_is_stopped() -> Result<(), Error> {
    let mut pipeline = Harness::new(stream!(
        input::<(u32, u32)>()
            .stateful(
                |_, _, _: &mut (), ctx| ctx.set_timer(ctx.time()),
                on_timer = |_, time, _, ctx| {
                    ctx.set_timer(time.minus(Duration::from_secs(1)));
                    ctx.emit(());
                },
                max_chained_timers = 100
            )
            .output::<()>()
    ))?;
    let error = pipeline.batch([(1, 1)]).expect_err("it never ends");
    look(
        &error,
        Bound,
        "stateful",
        &["more than 100 timers", "after the `watermark`", "`max_chained_timers`"],
    );
    Ok(())
}
