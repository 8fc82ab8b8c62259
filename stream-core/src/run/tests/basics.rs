//! A pipeline runs to the end of its input under the simple triggers, and is driven by hand.

use super::*;
use crate::{Error, ErrorKind, Trigger};

fn records(batches: &Batches) -> Vec<Vec<u64>> {
    batches.lock().expect("no panic").iter().map(|(_, _, records)| records.clone()).collect()
}

#[tokio::test]
async fn asap_takes_all_that_is_there_in_one_batch() -> Result<(), Error> {
    let batches = Batches::default();
    recording!(numbers(3000), batches, |n| n + 1).start().await?.await_termination().await?;
    assert_eq!(records(&batches), [(1..=3000).collect::<Vec<_>>()]);
    Ok(())
}

#[tokio::test]
async fn a_budget_ends_the_batches_of_available_now() -> Result<(), Error> {
    let batches = Batches::default();
    let pipeline = recording!(numbers(2500), batches, |n| n).trigger(Trigger::available_now());
    pipeline.max_records_per_batch(1000).start().await?.await_termination().await?;
    assert_eq!(records(&batches).iter().map(Vec::len).collect::<Vec<_>>(), [1000, 1000, 500]);
    assert_eq!(records(&batches).concat(), (0..2500).collect::<Vec<_>>());
    Ok(())
}

#[tokio::test]
async fn available_now_leaves_what_is_not_there() -> Result<(), Error> {
    let batches = Batches::default();
    let (sender, source) = fed();
    sender.send(Step::Record(7)).expect("open");
    let pipeline = recording!(source, batches, |n| n).trigger(Trigger::available_now());
    pipeline.start().await?.await_termination().await?;
    assert_eq!(records(&batches), [[7]]);
    assert!(sender.is_closed(), "the source is gone");
    Ok(())
}

#[test]
fn drive_ends_a_batch_when_the_source_does() -> Result<(), Error> {
    let batches = Batches::default();
    let (sender, source) = fed();
    for step in [Step::Record(1), Step::EndOfBatch, Step::EndOfBatch, Step::Record(2), Step::Record(3)] {
        sender.send(step).expect("open");
    }
    drop(sender);
    // Neither `Send` nor `'static`.
    let (factor, seen) = (std::rc::Rc::new(2), std::cell::Cell::new(0));
    let seen_ref = &seen;
    let pipeline = recording!(source, batches, |n| {
        seen_ref.set(seen_ref.get() + 1);
        n * *factor
    });
    futures::executor::block_on(pipeline.drive())?;
    assert_eq!(records(&batches), [vec![2], vec![], vec![4, 6]]);
    assert_eq!(seen.get(), 3);
    Ok(())
}

#[test]
fn run_brings_its_own_runtime() -> Result<(), Error> {
    let batches = Batches::default();
    let factor = std::rc::Rc::new(3);
    recording!(numbers(2), batches, |n| n * *factor).run()?;
    assert_eq!(records(&batches), [[0, 3]]);
    Ok(())
}

#[test]
fn start_without_a_runtime_says_so() {
    let error = futures::executor::block_on(recording!(numbers(1), Batches::default(), |n| n).start());
    let error = error.expect_err("there is no runtime");
    assert_eq!(error.kind(), ErrorKind::Start);
    assert!(error.to_string().contains("`.run()`"), "{error}");
}

#[tokio::test]
async fn run_within_a_runtime_says_so() {
    let error = recording!(numbers(1), Batches::default(), |n| n).run().expect_err("it would block");
    assert!(error.to_string().contains("`.start().await`"), "{error}");
}

#[tokio::test]
async fn a_failing_source_ends_the_pipeline_with_its_error() -> Result<(), Error> {
    let (sender, source) = fed();
    sender.send(Step::Fail).expect("open");
    let running = recording!(source, Batches::default(), |n| n).start().await?;
    let error = running.await_termination().await.expect_err("the source fails");
    assert_eq!(error.kind(), ErrorKind::Source);
    assert_eq!(error.to_string(), "the source fails, in `source` (src/main.rs:1:9)");
    Ok(())
}

#[tokio::test]
async fn an_endless_source_lets_other_tasks_run() -> Result<(), Error> {
    let pipeline = crate::private::pipeline(PLAN, |cx: crate::private::Cx<()>| async move {
        let (mut w, ()) = cx.split();
        let mut s0 = w.open(0, Endless(0))?;
        w.opened().await?;
        while w.begin(&mut (&mut s0, ())).await? {
            while w.fill(&mut (&mut s0, ())).await?.is_some() {
                s0.chunk().for_each(drop);
            }
            w.end().await?;
        }
        Ok(())
    });
    let running = pipeline.trigger(Trigger::records(1_000_000)).start().await?;
    let first = running.progress().next().await.expect("a batch");
    assert_eq!(first.records_in, 1_000_000);
    running.stop().await
}

#[tokio::test]
async fn sources_are_read_in_turn() -> Result<(), Error> {
    let order: Arc<Mutex<Vec<usize>>> = Arc::default();
    let read = Arc::clone(&order);
    let pipeline = crate::private::pipeline(PLAN, |cx: crate::private::Cx<()>| async move {
        let (mut w, ()) = cx.split();
        let (mut s0, mut s1) = (w.open(0, Endless(0))?, w.open(1, numbers(2100))?);
        w.opened().await?;
        while w.begin(&mut (&mut s0, (&mut s1, ()))).await? {
            while let Some(source) = w.fill(&mut (&mut s0, (&mut s1, ()))).await? {
                read.lock().expect("no panic").push(source);
                match source {
                    0 => s0.chunk().for_each(drop),
                    _ => s1.chunk().for_each(drop),
                }
            }
            w.end().await?;
        }
        Ok(())
    });
    let running = pipeline.trigger(Trigger::records(7 * 1024)).start().await?;
    running.progress().next().await.expect("a batch");
    running.stop().await?;
    assert_eq!(order.lock().expect("no panic")[..7], [0, 1, 0, 1, 0, 1, 0]);
    Ok(())
}

/// A source that always has records.
struct Endless(u64);

impl Source for Endless {
    type Item<'a> = u64;
    type Chunk<'a> = EndlessChunk<'a>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<Ready, Error>> {
        Poll::Ready(Ok(Ready::Records))
    }

    fn chunk(&mut self, max: usize) -> EndlessChunk<'_> {
        EndlessChunk(self, max)
    }

    fn taken(&self) -> u64 {
        self.0
    }
}

struct EndlessChunk<'a>(&'a mut Endless, usize);

impl Iterator for EndlessChunk<'_> {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        self.1 = self.1.checked_sub(1)?;
        self.0.0 += 1;
        Some(self.0.0)
    }
}

impl Chunk for EndlessChunk<'_> {}
