//! Records that are refused, panics, and workers that fail.

use super::*;
use crate::exchange::Exchange;
use crate::private::{Cx, pipeline};
use crate::record::{Place, Rejected};
use crate::{Error, ErrorKind, OnError, Pipeline, Startable};

/// Refuses the odd records.
macro_rules! refusing {
    ($source:expr, $passed:expr) => {{
        let (source, passed): (_, Arc<Mutex<Vec<u64>>>) = ($source, Arc::clone(&$passed));
        pipeline(PLAN, move |cx: Cx<()>| async move {
            let (mut w, ()) = cx.split();
            let mut s0 = w.open(0, source)?;
            w.opened().await?;
            while w.begin(&mut (&mut s0, ())).await? {
                while w.fill(&mut (&mut s0, ())).await?.is_some() {
                    let mut chunk = s0.chunk();
                    while let Some(item) = chunk.next() {
                        if item % 2 == 1 {
                            let place = Place { source: String::from("numbers"), offset: item };
                            w.reject(1, format!("{item} is odd"), Some(place), Some(&[item as u8]))?;
                            continue;
                        }
                        passed.lock().expect("no panic").push(item);
                    }
                }
                w.end().await?;
            }
            Ok(())
        })
    }};
}

#[test]
fn by_default_a_refused_record_fails_the_pipeline() {
    let passed = Arc::default();
    let error = refusing!(numbers(5), passed).run().expect_err("1 is odd");
    assert_eq!(error.kind(), ErrorKind::Record);
    assert_eq!(
        error.to_string(),
        "a record is refused: 1 is odd, in `map` (src/main.rs:2:9), at numbers, offset 1"
    );
    assert_eq!(*passed.lock().expect("no panic"), [0]);
}

#[tokio::test]
async fn skipped_records_are_counted() -> Result<(), Error> {
    let (passed, (sender, source)) = (Arc::default(), fed());
    let running = refusing!(source, passed).on_error(OnError::skip()).start().await?;
    let mut progress = running.progress();
    (0..5).for_each(|n| sender.send(Step::Record(n)).expect("open"));
    let report = progress.next().await.expect("a batch");
    assert_eq!((report.records_in, report.rejected), (5, 2));
    running.stop().await?;
    assert_eq!(*passed.lock().expect("no panic"), [0, 2, 4]);
    Ok(())
}

#[test]
fn a_dead_letter_has_bytes_operator_place_and_reason() -> Result<(), Error> {
    let letters: Arc<Mutex<Vec<Rejected>>> = Arc::default();
    let sent = Arc::clone(&letters);
    let on_error = OnError::dead_letter(move |rejected| sent.lock().expect("no panic").push(rejected));
    refusing!(numbers(4), Arc::default()).on_error(on_error).run()?;
    let letters = letters.lock().expect("no panic");
    let [first, second] = &letters[..] else { panic!("1 and 3 are odd: {letters:?}") };
    assert_eq!((first.raw.as_deref(), second.raw.as_deref()), (Some(&[1][..]), Some(&[3][..])));
    assert_eq!((first.operator, first.reason.as_str()), (PLAN.operators[1], "1 is odd"));
    assert_eq!(first.place.as_ref().map(|place| place.offset), Some(1));
    Ok(())
}

#[tokio::test]
async fn dead_letters_push_back_and_end_with_the_pipeline() -> Result<(), Error> {
    let (passed, (sender, source)): (Arc<Mutex<Vec<u64>>>, _) = (Arc::default(), fed());
    let (on_error, mut letters) = OnError::dead_letters(2);
    let running = refusing!(source, passed).on_error(on_error).start().await?;
    [1, 3].into_iter().for_each(|n| sender.send(Step::Record(n)).expect("open"));
    others_run().await;
    sender.send(Step::Record(4)).expect("open");
    others_run().await;
    assert_eq!(passed.lock().expect("no panic").len(), 0, "two letters wait: nothing is read");
    assert_eq!(letters.next().await.map(|letter| letter.reason), Some(String::from("1 is odd")));
    others_run().await;
    assert_eq!(*passed.lock().expect("no panic"), [4]);
    drop(sender);
    running.ended().await;
    assert_eq!(letters.next().await.map(|letter| letter.reason), Some(String::from("3 is odd")));
    assert!(letters.next().await.is_none());
    running.await_termination().await
}

#[tokio::test]
async fn unread_dead_letters_do_not_hold_the_pipeline() -> Result<(), Error> {
    let passed = Arc::default();
    let (on_error, letters) = OnError::dead_letters(1);
    drop(letters);
    let running = refusing!(numbers(3000), passed).on_error(on_error).start().await?;
    running.await_termination().await?;
    assert_eq!(passed.lock().expect("no panic").len(), 1500);
    Ok(())
}

#[test]
fn a_panic_names_the_operator_and_what_it_says() {
    let error = recording!(numbers(9), Batches::default(), |n| {
        assert!(n < 5, "{n} is too much");
        n
    });
    let error = error.run().expect_err("it panics");
    assert_eq!(error.kind(), ErrorKind::Panic);
    assert_eq!(error.to_string(), "panicked: 5 is too much, in `map` (src/main.rs:2:9)");
}

#[test]
fn a_panic_in_a_driven_pipeline_is_an_error_too() {
    let pipeline = recording!(numbers(9), Batches::default(), |n| if n > 5 { panic!("no") } else { n });
    let error = futures::executor::block_on(pipeline.drive()).expect_err("it panics");
    assert_eq!(error.to_string(), "panicked: no, in `map` (src/main.rs:2:9)");
}

/// Worker 1 fails in the way `fail` says; the others wait for it at an exchange.
fn failing(fail: fn() -> Error) -> Pipeline<impl Startable + Clone> {
    pipeline(PLAN, move |cx: Cx<(Exchange<u64>, ())>| async move {
        let (mut w, (mut e0, ())) = cx.split();
        w.opened().await?;
        if w.index() == 1 {
            let _at = w.at(2);
            return Err(fail());
        }
        let parcels = (0..w.workers()).map(|_| Vec::new()).collect();
        e0.all_to_all(parcels).await;
        Ok(())
    })
}

#[tokio::test]
async fn a_worker_that_fails_takes_the_others_with_it() -> Result<(), Error> {
    let running = failing(|| Error::new(ErrorKind::Sink, "the disk is full")).workers(3).start().await?;
    let error = running.await_termination().await.expect_err("one worker fails");
    assert_eq!(error.to_string(), "the disk is full");
    Ok(())
}

#[test]
fn a_worker_that_panics_takes_the_others_with_it() {
    let error = failing(|| panic!("all is lost")).workers(3).run().expect_err("one worker panics");
    assert_eq!(error.to_string(), "panicked: all is lost, in `reduce_by_key` (src/main.rs:3:9)");
}

/// A source from a remote peer whose first record cannot be read.
#[derive(Clone)]
struct Poisoned(Fed);

impl crate::source::IntoSource for Poisoned {
    type Source = FedSource;

    fn open(self, opening: &crate::source::Opening) -> Result<FedSource, Error> {
        opening.reports.poison(Rejected::new(opening.operator, "not UTF-8"));
        self.0.open(opening)
    }
}

#[tokio::test]
async fn a_peer_that_sends_garbage_does_not_end_the_pipeline_but_is_counted() -> Result<(), Error> {
    let letters: Arc<Mutex<Vec<String>>> = Arc::default();
    let sent = Arc::clone(&letters);
    let to_letters = move |rejected: Rejected| sent.lock().expect("no panic").push(rejected.reason);
    for on_error in [OnError::fail(), OnError::skip(), OnError::dead_letter(to_letters)] {
        let (sender, source) = fed();
        let pipeline = recording!(Poisoned(source), Batches::default(), |n| n).on_error(on_error);
        let running = pipeline.start().await?;
        let mut progress = running.progress();
        sender.send(Step::Record(1)).expect("open");
        let report = progress.next().await.expect("a batch");
        assert_eq!((report.records_in, report.rejected), (1, 1));
        running.stop().await?;
    }
    assert_eq!(*letters.lock().expect("no panic"), ["not UTF-8"]);
    Ok(())
}

#[test]
fn a_worker_can_be_lent_across_an_await() {
    fn shared<T: Send + Sync>() {}
    shared::<crate::private::Worker>();
}
