//! Lookups that fail, do not answer, or are asked for again.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use stream_core::ErrorKind::Record;
use stream_core::{Collected, Error, OnError, stream};

use crate::look;

/// The answer of a store that knows even keys only.
async fn ask(key: u32) -> Result<u32, String> {
    tokio::task::yield_now().await;
    if key.is_multiple_of(2) { Ok(key * 10) } else { Err(format!("no row for {key}")) }
}

#[test]
fn a_lookup_that_fails_refuses_its_record_by_the_policy() -> Result<(), Error> {
    let found = Collected::new();
    let pipeline = |on_error| {
        let found = found.clone();
        stream!(
            from_iter([2, 3, 4]).map(|n| (n, ())).lookup(|key| ask(key).await?, cache = 10).collect(found)
        )
        .on_error(on_error)
        .run()
    };
    look(
        &pipeline(OnError::fail()).expect_err("3 has no row"),
        Record,
        "lookup",
        &["no row for 3", "offset 1"],
    );
    found.take();
    pipeline(OnError::skip())?;
    assert_eq!(found.take(), [(2, ((), 20)), (4, ((), 40))]);
    Ok(())
}

#[test]
fn an_answer_that_failed_is_asked_for_again() -> Result<(), Error> {
    let calls = Arc::new(AtomicU32::new(0));
    let (found, asked) = (Collected::new(), Arc::clone(&calls));
    stream!(
        queue([[1, 1], [1, 1], [1, 1]])
            .map(|n| (n, ()))
            .lookup(
                |key: u32| {
                    std::future::ready(()).await;
                    let call = asked.fetch_add(1, Ordering::Relaxed);
                    if call == 0 {
                        Err("busy")?
                    }
                    key + call
                },
                cache = 10
            )
            .collect(&found)
    )
    .on_error(OnError::skip())
    .run()?;
    assert_eq!(found.take(), [(1, ((), 2)); 4], "the first batch was refused");
    assert_eq!(calls.load(Ordering::Relaxed), 2);
    Ok(())
}

#[test]
fn an_error_may_be_an_answer() -> Result<(), Error> {
    let found = Collected::new();
    stream!(from_iter([2, 3]).map(|n| (n, ())).lookup(|key| ask(key), cache = 10).collect(&found)).run()?;
    assert_eq!(found.take(), [(2, ((), Ok(20))), (3, ((), Err("no row for 3".to_owned())))]);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_store_that_does_not_answer_refuses_the_record_in_time() -> Result<(), Error> {
    let found = Collected::new();
    let out = found.clone();
    stream!(
        from_iter([1, 2, 3])
            .map(|n| (n, ()))
            .lookup(
                |key: u32| {
                    if key == 2 {
                        std::future::pending::<()>().await;
                    }
                    key * 10
                },
                cache = 10,
                timeout = 5s
            )
            .collect(out)
    )
    .on_error(OnError::skip())
    .start()
    .await?
    .await_termination()
    .await?;
    assert_eq!(found.take(), [(1, ((), 10)), (3, ((), 30))]);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_time_out_is_an_error_that_names_the_operator() {
    let running = stream!(
        from_iter([(1, ())])
            .lookup(|_| std::future::pending::<u32>(), cache = 10, timeout = Duration::from_secs(5))
            .for_each(|_| ())
    )
    .start()
    .await
    .expect("it starts");
    let error = running.await_termination().await.expect_err("it does not answer");
    look(&error, Record, "lookup", &["timed out after 5s", "offset 0"]);
}
