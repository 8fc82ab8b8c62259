//! Embedded pipelines over time: a program moves processing time by hand, and the end of the input fires what is open.

use futures::executor::block_on;
use futures::{FutureExt as _, SinkExt as _, StreamExt as _};
use stream_core::time::{ManualClock, Timestamp};
use stream_core::window::Windowed;
use stream_core::{Collected, Error, stream};

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_secs(seconds)
}

/// Start of the window in seconds, key, count.
fn shown(results: impl IntoIterator<Item = Windowed<String, u64>>) -> Vec<(i64, String, u64)> {
    results
        .into_iter()
        .map(|result| (result.window.start.as_millis() / 1000, result.key, result.value))
        .collect()
}

fn row(start: i64, key: &str, count: u64) -> (i64, String, u64) {
    (start, key.to_owned(), count)
}

#[test]
fn windows_in_processing_time_close_as_the_program_moves_it() -> Result<(), Error> {
    let mut pipeline = stream!(
        input::<&str>().key_by(|word| *word).window(fixed(10s)).count().output::<Windowed<String, u64>>()
    )
    .clock(ManualClock::at(at(3)))
    .embed()?;
    pipeline.feed("a")?;
    assert_eq!(shown(pipeline.advance(at(5))?), []);
    pipeline.feed("a")?;
    pipeline.feed("b")?;
    assert_eq!(shown(pipeline.drain()?), []);
    pipeline.feed("a")?;
    let closed = shown(pipeline.advance(at(10))?);
    assert_eq!(closed, [row(0, "a", 3), row(0, "b", 1)], "fed before 10, also what was not drained");
    pipeline.feed("a")?;
    assert_eq!(shown(pipeline.advance(at(19))?), []);
    assert_eq!(shown(pipeline.advance(at(1000))?), [row(10, "a", 1)]);
    pipeline.feed("c")?;
    assert_eq!(shown(pipeline.finish()?), [row(1000, "c", 1)]);
    Ok(())
}

#[test]
fn a_chunk_that_was_taken_before_the_time_moved_belongs_to_the_time_before() -> Result<(), Error> {
    let mut pipeline = stream!(
        input::<u64>()
            .key_by(|_| "all".to_owned())
            .window(fixed(10s))
            .count()
            .output::<Windowed<String, u64>>()
    )
    .clock(ManualClock::at(at(3)))
    .embed()?;
    (0..1500).try_for_each(|n| pipeline.feed(n))?;
    assert_eq!(shown(pipeline.advance(at(50))?), [row(0, "all", 1500)]);
    assert_eq!(shown(pipeline.advance(at(90))?), []);
    assert_eq!(shown(pipeline.finish()?), []);
    Ok(())
}

#[test]
fn a_stream_in_event_time_that_goes_quiet_closes_as_the_program_moves_the_clock() -> Result<(), Error> {
    let mut pipeline = stream!(
        input::<(i64, &str)>()
            .event_time(|record| Timestamp::from_secs(record.0), out_of_order = 5s, idle = 5s)
            .key_by(|record| record.1)
            .window(fixed(10s))
            .count()
            .output::<Windowed<String, u64>>()
    )
    .embed()?;
    pipeline.advance(at(100))?;
    for record in [(8, "a"), (12, "a"), (9, "b"), (13, "b"), (12, "c")] {
        pipeline.feed(record)?;
    }
    assert_eq!(shown(pipeline.drain()?), [], "the watermark is 8");
    assert_eq!(shown(pipeline.advance(at(104))?), []);
    // After five seconds of silence the watermark goes on, as if it had gone on from 100: it is 13.
    assert_eq!(shown(pipeline.advance(at(105))?), [row(0, "a", 1), row(0, "b", 1)]);
    assert_eq!(shown(pipeline.advance(at(111))?), []);
    let closed = shown(pipeline.advance(at(112))?);
    assert_eq!(closed, [row(10, "a", 1), row(10, "b", 1), row(10, "c", 1)], "the watermark is 20");
    Ok(())
}

#[test]
fn a_sink_and_stream_gives_what_is_due_when_the_clock_is_moved_and_the_rest_when_it_is_closed() {
    let clock = ManualClock::at(at(3));
    let mut both = stream!(
        input::<String>()
            .key_by(|word| word.clone())
            .window(fixed(10s))
            .count()
            .output::<Windowed<String, u64>>()
    )
    .clock(clock.clone())
    .sink_stream()
    .expect("it starts");
    block_on(both.send("a".to_owned())).expect("it takes it");
    assert!(both.next().now_or_never().is_none());
    clock.set(at(9));
    assert!(both.next().now_or_never().is_none());
    clock.set(at(10));
    let due = both.next().now_or_never().flatten().expect("it is due").expect("a result");
    assert_eq!(shown([due]), [row(0, "a", 1)]);
    let results = block_on(async {
        both.send("b".to_owned()).await.expect("it takes it");
        both.close().await.expect("it ends");
        both.map(|result| result.expect("a result")).collect::<Vec<_>>().await
    });
    assert_eq!(shown(results), [row(10, "b", 1)]);
}

#[test]
fn a_pipeline_that_is_driven_in_place_fires_what_is_open_when_its_input_ends() -> Result<(), Error> {
    let seen = Collected::new();
    let out = seen.clone();
    let pipeline = stream!(from_iter(0..7_u64).key_by(|n| n % 2).window(fixed(10s)).count().collect(out));
    block_on(pipeline.clock(ManualClock::at(at(3))).drive())?;
    let counts = seen.take().into_iter().map(|result: Windowed<u64, u64>| (result.key, result.value));
    assert_eq!(counts.collect::<Vec<_>>(), [(0, 4), (1, 3)]);
    Ok(())
}
