//! An embedded pipeline gives out, batch by batch, what its closures make of what it is fed.

use std::cell::Cell;
use std::rc::Rc;

use super::super::ports::testing::{FLAT_MAP, hosted};
use super::*;

/// Twice each record, and the number of records at the end of each batch.
fn doubled() -> Embedded<'static, u64, u64> {
    hosted!(NoWait, |n| [n, n], |count| Some(count)).embed().unwrap()
}

fn drained<T, U>(pipeline: &mut Embedded<'_, T, U>) -> Vec<U> {
    pipeline.drain().unwrap().collect()
}

#[test]
fn a_batch_is_what_is_fed_between_two_drains() {
    let mut pipeline = doubled();
    pipeline.feed(7).unwrap();
    pipeline.feed(8).unwrap();
    assert_eq!(drained(&mut pipeline), [7, 7, 8, 8, 2]);
    pipeline.feed(9).unwrap();
    assert_eq!(drained(&mut pipeline), [9, 9, 1]);
    assert_eq!(drained(&mut pipeline), [0], "an empty batch is a batch");
    pipeline.feed(1).unwrap();
    assert_eq!(pipeline.finish().unwrap(), [1, 1, 1]);
}

#[test]
fn a_batch_of_many_chunks_is_one_batch() {
    let mut pipeline = doubled();
    for n in [1023, 1024, 1025, 100_000] {
        (0..n).for_each(|i| pipeline.feed(i).unwrap());
        let results = drained(&mut pipeline);
        assert_eq!(results.len() as u64, 2 * n + 1);
        assert!(results.chunks_exact(2).enumerate().all(|(i, pair)| pair == [i as u64; 2]));
        assert_eq!(results.last(), Some(&n));
    }
}

#[test]
fn finish_without_new_records_has_no_batch() {
    let mut pipeline = doubled();
    pipeline.feed(1).unwrap();
    assert_eq!(drained(&mut pipeline), [1, 1, 1]);
    assert!(pipeline.finish().unwrap().is_empty());
    assert!(doubled().finish().unwrap().is_empty());
}

#[test]
fn results_that_are_not_read_are_gone_with_the_drain() {
    let mut pipeline = doubled();
    pipeline.feed(1).unwrap();
    assert_eq!(pipeline.drain().unwrap().next(), Some(1));
    pipeline.feed(2).unwrap();
    std::mem::forget(pipeline.drain().unwrap());
    pipeline.feed(3).unwrap();
    assert_eq!(drained(&mut pipeline), [3, 3, 1]);
}

#[test]
fn what_it_captures_is_neither_send_nor_static() {
    let (limit, seen) = (Rc::new(2), Cell::new(0));
    let seen_by = &seen;
    let pipeline = hosted!(NoWait, |n| {
        seen_by.set(seen_by.get() + 1);
        (n > *limit).then_some(n)
    });
    let mut pipeline = pipeline.embed().unwrap();
    (0..5_u32).for_each(|n| pipeline.feed(n).unwrap());
    assert_eq!(drained(&mut pipeline), [3, 4]);
    assert_eq!(seen.get(), 5);
}

#[test]
fn records_without_a_size_are_counted() {
    let mut pipeline = hosted!(NoWait, |unit| [unit], |count| (count == 3000).then_some(())).embed().unwrap();
    (0..3000).for_each(|_| pipeline.feed(()).unwrap());
    assert_eq!(drained(&mut pipeline).len(), 3001);
}

/// Fails at record 3, by a panic at record 5.
fn failing() -> Embedded<'static, u64, u64> {
    let pipeline = hosted!(NoWait, |n| {
        assert!(n != 5, "five");
        if n == 3 {
            Err(Error::new(ErrorKind::Record, "three").at(FLAT_MAP))?;
        }
        [n]
    });
    pipeline.embed().unwrap()
}

#[test]
fn an_error_comes_out_of_drain_and_of_every_later_call() {
    let mut pipeline = failing();
    pipeline.feed(3).unwrap();
    for _ in 0..2 {
        let error = pipeline.drain().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Record);
        assert_eq!(error.to_string(), "three, in `flat_map` (src/main.rs:2:9)");
    }
    assert_eq!(pipeline.feed(0).unwrap_err().to_string(), "three, in `flat_map` (src/main.rs:2:9)");
    assert!(pipeline.finish().is_err());
}

#[test]
fn an_error_comes_out_of_feed_when_a_chunk_is_full() {
    let mut pipeline = failing();
    pipeline.feed(3).unwrap();
    (1..CHUNK).for_each(|_| pipeline.feed(0).unwrap());
    assert_eq!(pipeline.feed(0).unwrap_err().kind(), ErrorKind::Record);
    assert_eq!(pipeline.feed(0).unwrap_err().kind(), ErrorKind::Record, "it stays");
}

#[test]
fn an_error_comes_out_of_finish() {
    let mut pipeline = failing();
    pipeline.feed(3).unwrap();
    assert_eq!(pipeline.finish().unwrap_err().kind(), ErrorKind::Record);
}

#[test]
fn a_panic_in_a_closure_is_an_error_that_names_its_operator() {
    let mut pipeline = failing();
    pipeline.feed(1).unwrap();
    assert_eq!(drained(&mut pipeline), [1]);
    pipeline.feed(5).unwrap();
    let error = pipeline.drain().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Panic);
    assert_eq!(error.operator(), Some(FLAT_MAP));
    assert!(error.to_string().contains("five"), "{error}");
    assert_eq!(pipeline.finish().unwrap_err().kind(), ErrorKind::Panic);
}

#[test]
fn dropping_it_drops_what_it_holds() {
    let held = Rc::new(());
    for fed in [0, 1, CHUNK, CHUNK + 1] {
        let captured = Rc::clone(&held);
        let pipeline = hosted!(NoWait, |record| {
            let _ = &captured;
            [record]
        });
        let mut pipeline = pipeline.embed().unwrap();
        (0..fed).for_each(|_| pipeline.feed(Rc::clone(&held)).unwrap());
        drop(pipeline);
        assert_eq!(Rc::strong_count(&held), 1, "{fed} fed");
    }
}

#[test]
fn a_pipeline_that_asks_to_be_polled_again_is() {
    let pipeline = hosted!(NoWait, |n| {
        let mut turns = 0;
        std::future::poll_fn(|cx| {
            turns += 1;
            cx.waker().wake_by_ref();
            if turns > 3 { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
        })
        .await;
        [n + turns]
    });
    let mut pipeline = pipeline.embed().unwrap();
    pipeline.feed(1).unwrap();
    assert_eq!(drained(&mut pipeline), [5]);
}

#[test]
fn finish_says_so_when_the_pipeline_waits_for_something_else() {
    let pipeline = hosted!(NoWait, |n| {
        std::future::pending::<()>().await;
        [n]
    });
    let mut pipeline = pipeline.embed().unwrap();
    pipeline.feed(1_u8).unwrap();
    let error = pipeline.finish().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Aborted);
    assert!(error.to_string().starts_with("the pipeline waits for something else than its input; "));
}
