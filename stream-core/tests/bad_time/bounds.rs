//! State beyond its bound: an error of kind `Bound` that names the operator and the ways out.

use std::time::Duration;

use stream_core::ErrorKind::Bound;
use stream_core::harness::Harness;
use stream_core::window::Windowed;
use stream_core::{Collected, Error, stream};

use crate::{at, look};

/// A record: its second and its key.
type Record = (i64, &'static str);

#[test]
fn more_windows_than_are_allowed() -> Result<(), Error> {
    macro_rules! full {
        ($operator:literal, [$($record:expr),*], $($chain:tt)*) => {{
            let mut counts = Harness::new(stream!(
                input::<Record>()
                    .event_time(|record| at(record.0), out_of_order = 1h, max_ahead = none)
                    .key_by(|record| record.1)
                    $($chain)*
                    .output::<Windowed<String, u64>>()
            ))?;
            counts.batch([(0, "a"), (100, "a")])?;
            let error = counts.batch([$($record),*]).expect_err("three windows");
            look(&error, Bound, $operator, &["more than 2", "`max_open`"]);
            error.to_string()
        }};
    }
    full!("count", [(200, "a")], .window(fixed(10s), max_open = 2).count());
    full!("sum", [(200, "a")], .window(fixed(10s), max_open = 1 + 1).sum(|_| 1_u64));
    let text = full!("count", [(200, "b"), (200, "a")], .window(session(gap = 10s), max_open = 2).count());
    assert!(text.starts_with("key `a`: "), "{text}");
    Ok(())
}

#[test]
fn bounds_hold_in_the_batch_in_which_the_input_ends() {
    macro_rules! ends {
        ($operator:literal, $bound:literal, $records:expr, $($chain:tt)*) => {
            for workers in 1..=2 {
                let error = stream!(
                    from_iter($records)
                        .map(|record: Record| record)
                        .event_time(|record| at(record.0), out_of_order = 1h)
                        .key_by(|record| record.1)
                        $($chain)*
                        .for_each(|_| ())
                )
                .workers(workers)
                .run()
                .expect_err("there are too many");
                look(&error, Bound, $operator, &["more than 10", $bound]);
            }
        };
    }
    let hundred = || (0..100).map(|n| (100 * n, "a"));
    ends!("count", "`max_open`", [(0, "a")], .window(sliding(1s, every = 1ns), max_open = 10).count());
    ends!("count", "`max_open`", [(0, "a")], .window(sliding(1s, every = 1ns), max_open = 10).emit(on_update).count());
    // Those after a record that is not late are open, whatever the batch closes.
    let backwards = || (0..100).map(|n| (9_900 - 100 * n, "a"));
    ends!("count", "`max_open`", backwards(), .window(session(gap = 10s), max_open = 10).count());
    ends!("count", "`max_open`", backwards(), .window(session(gap = 10s), max_open = 10).emit(every = 10s).count());

    let error = stream!({
        let records = from_iter(hundred()).event_time(|record| at(record.0), out_of_order = 1h);
        let keyed = records.key_by(|record| record.1);
        keyed.join(keyed, within = 5s, max_held = 10).for_each(|_| ());
    })
    .run()
    .expect_err("two hundred records");
    look(&error, Bound, "join", &["more than 10 records", "`max_held`"]);
}

#[test]
fn sessions_that_are_over_in_the_batch_do_not_count() -> Result<(), Error> {
    for (workers, lateness) in [(1, 0), (1, 1), (4, 0), (4, 1)] {
        let counts = Collected::new();
        stream!(
            from_iter((0..1_000).map(|n| (100 * n, "a")))
                .map(|record: Record| record)
                .event_time(|record| at(record.0), out_of_order = 0s, max_ahead = none)
                .key_by(|record| record.1)
                .window(session(gap = 10s), max_open = 4)
                .allowed_lateness(Duration::from_secs(lateness))
                .count()
                .map(|result| result.value)
                .collect(&counts)
        )
        .workers(workers)
        .run()?;
        assert_eq!(counts.take(), [1; 1_000], "{workers} {lateness}");
    }
    Ok(())
}

#[test]
fn a_long_key_is_cut_in_an_error() {
    let key = "k".repeat(1 << 20);
    let error = stream!(
        from_iter([(key.clone(), i64::MAX), (key, 1)])
            .event_time(|_| at(0), out_of_order = 1s)
            .window(fixed(4s))
            .sum()
            .for_each(|_| ())
    )
    .run()
    .expect_err("the sum overflows");
    look(&error, Bound, "sum", &["out of the range"]);
    let told = format!("key `{}…`: ", "k".repeat(100));
    assert!(error.to_string().starts_with(&told), "{} characters", error.to_string().len());
}

#[test]
fn windows_that_closed_do_not_count() -> Result<(), Error> {
    let mut counts = Harness::new(stream!(
        input::<Record>()
            .event_time(|record| at(record.0), out_of_order = 0s)
            .key_by(|record| record.1)
            .window(fixed(10s), max_open = 2)
            .count()
            .output::<Windowed<String, u64>>()
    ))?;
    for second in 0..1000 {
        counts.batch([(second, "a"), (second, "b")])?;
    }
    assert_eq!(counts.open_windows(), 1);
    Ok(())
}

#[test]
fn more_keys_or_ids_than_are_allowed() -> Result<(), Error> {
    let mut running =
        Harness::new(stream!(input::<(u32, u32)>().running(max_keys = 2).sum().output::<(u32, u32)>()))?;
    running.batch([(1, 1), (2, 1), (1, 1)])?;
    let error = running.batch([(3, 1)]).expect_err("three keys");
    look(&error, Bound, "sum", &["`max_keys` is 2", "`ttl`"]);

    let mut ids = Harness::new(stream!(
        input::<u32>().dedup_by(|id| *id, within = forever, max_ids = 2).output::<u32>()
    ))?;
    assert_eq!(ids.batch([1, 2, 1])?, [1, 2]);
    let error = ids.batch([3]).expect_err("three ids");
    look(&error, Bound, "dedup_by", &["more than 2 ids", "`max_ids`"]);

    let mut states = Harness::new(stream!(
        input::<(u32, u32)>().stateful(|_, n, _: &mut (), ctx| ctx.emit(n), max_keys = 2).output::<u32>()
    ))?;
    states.batch([(1, 1), (2, 1)])?;
    let error = states.batch([(3, 1)]).expect_err("three keys");
    look(&error, Bound, "stateful", &["more than 2 keys", "`max_keys`", "`ttl`"]);
    Ok(())
}

#[test]
fn a_bound_is_reached_again_after_a_key_is_forgotten() -> Result<(), Error> {
    let mut running = Harness::new(stream!(
        input::<(u32, u32)>().running(ttl = 10s, max_keys = 2).sum().output::<(u32, u32)>()
    ))?;
    running.batch([(1, 1), (2, 1)])?;
    running.set_clock(at(11))?;
    assert_eq!(running.batch([(3, 1), (4, 1)])?, [(3, 1), (4, 1)]);
    running.batch([])?;
    assert_eq!(running.keys(), 2);

    let mut ids =
        Harness::new(stream!(input::<u32>().dedup_by(|id| *id, within = 10s, max_ids = 2).output::<u32>()))?;
    ids.batch([1, 2])?;
    ids.set_clock(at(11))?;
    assert_eq!(ids.batch([3, 4])?, [3, 4]);

    let mut states = Harness::new(stream!(
        input::<(u32, u32)>()
            .stateful(|_, n, _: &mut (), ctx| ctx.emit(n), ttl = 10s, max_keys = 2)
            .output::<u32>()
    ))?;
    states.batch([(1, 1), (2, 1)])?;
    states.set_clock(at(11))?;
    assert_eq!(states.batch([(3, 1), (4, 1)])?, [1, 1]);
    Ok(())
}

#[test]
fn every_worker_tells_of_its_bound() {
    for workers in 1..=3 {
        let error =
            stream!(from_iter(0..100_u32).map(|n| (n, n)).running(max_keys = 5).count().for_each(|_| ()))
                .workers(workers)
                .run()
                .expect_err("a hundred keys");
        look(&error, Bound, "count", &["`max_keys` is 5"]);
    }
}
