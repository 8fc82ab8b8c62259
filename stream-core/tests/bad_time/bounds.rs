//! State beyond its bound: an error of kind `Bound` that names the operator and the ways out.

use stream_core::ErrorKind::Bound;
use stream_core::harness::Harness;
use stream_core::window::Windowed;
use stream_core::{Error, stream};

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
