//! A pipeline as sink and stream: what it gives, when it waits, whom it wakes.

use std::sync::atomic::{AtomicUsize, Ordering};

use futures::executor::block_on;
use futures::{FutureExt, SinkExt, StreamExt};

use super::super::ports::testing::{FLAT_MAP, hosted};
use super::*;
use crate::error::ErrorKind;

/// Each record `times` times, and the number of records at the end of each batch.
fn repeated(times: usize) -> SinkStream<usize, usize> {
    let pipeline = hosted!(NoWait, |n| std::iter::repeat_n(n, times), |count| Some(count));
    pipeline.sink_stream().unwrap()
}

/// Each record, and nothing else.
fn passed() -> SinkStream<usize, usize> {
    hosted!(NoWait, |n| [n]).sink_stream().unwrap()
}

/// Counts how often it is woken.
#[derive(Default)]
struct Woken(AtomicUsize);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// A task that is polled by hand.
struct Task(Arc<Woken>, Waker);

impl Task {
    fn new() -> Self {
        let woken = Arc::new(Woken::default());
        Task(Arc::clone(&woken), Waker::from(woken))
    }

    fn woken(&self) -> bool {
        self.0.0.swap(0, Ordering::SeqCst) > 0
    }

    fn next(&self, both: &mut SinkStream<usize, usize>) -> Poll<Option<Result<usize, Error>>> {
        both.poll_next_unpin(&mut Context::from_waker(&self.1))
    }

    /// Sends and flushes `records`.
    fn send(&self, both: &mut SinkStream<usize, usize>, records: &[usize]) -> Poll<()> {
        let mut cx = Context::from_waker(&self.1);
        for &record in records {
            ready!(both.poll_ready_unpin(&mut cx)).unwrap();
            both.start_send_unpin(record).unwrap();
        }
        both.poll_flush_unpin(&mut cx).map(Result::unwrap)
    }
}

fn collected(both: SinkStream<usize, usize>) -> Vec<usize> {
    block_on(both.map(Result::unwrap).collect())
}

#[test]
fn what_is_sent_comes_out_batch_by_batch() {
    let mut both = repeated(2);
    block_on(async {
        both.feed(7).await.unwrap();
        both.send(8).await.unwrap();
        both.send(9).await.unwrap();
        both.close().await.unwrap();
    });
    assert_eq!(collected(both), [7, 7, 8, 8, 2, 9, 9, 1]);
}

#[test]
fn one_task_may_send_and_read_in_turn() {
    let mut both = passed();
    block_on(async {
        for n in 0..5000 {
            both.send(n).await.unwrap();
            assert_eq!(both.next().await.unwrap().unwrap(), n);
        }
    });
}

#[test]
fn a_writer_that_nobody_reads_waits_and_loses_nothing() {
    let (mut both, writer) = (passed(), Task::new());
    let records: Vec<_> = (0..100_000).collect();
    let mut sent = 0;
    while writer.send(&mut both, &records[sent..=sent]).is_ready() {
        sent += 1;
        assert!(sent <= 4 * CHUNK, "nothing holds the writer back");
    }
    assert!(sent >= CHUNK);
    // The batches that it ran itself may have woken it; it comes to rest.
    let idle = (0..3).find(|_| !writer.woken() || writer.send(&mut both, &[]).is_ready());
    assert!(idle.is_some());
    assert!(writer.send(&mut both, &[]).is_pending());
    assert!(!writer.woken());
    let reader = Task::new();
    assert!(matches!(reader.next(&mut both), Poll::Ready(Some(Ok(0)))));
    assert!(writer.woken(), "there is room again");
    assert!(writer.send(&mut both, &[]).is_ready());
    block_on(both.close()).unwrap();
    assert!(collected(both).into_iter().eq(1..=sent));
}

#[test]
fn a_chunk_that_is_full_is_taken_in_without_a_flush() {
    let (mut both, task) = (passed(), Task::new());
    let mut cx = Context::from_waker(&task.1);
    for n in 0..=CHUNK {
        assert!(both.poll_ready_unpin(&mut cx).is_ready());
        both.start_send_unpin(n).unwrap();
    }
    assert!(matches!(task.next(&mut both), Poll::Ready(Some(Ok(0)))));
}

#[test]
fn a_reader_that_waits_is_woken_by_a_flush_and_by_nothing_else() {
    let (mut both, reader, writer) = (passed(), Task::new(), Task::new());
    assert!(reader.next(&mut both).is_pending());
    let mut cx = Context::from_waker(&writer.1);
    assert!(both.poll_ready_unpin(&mut cx).is_ready());
    both.start_send_unpin(1).unwrap();
    assert!(!reader.woken());
    assert!(both.poll_flush_unpin(&mut cx).is_ready());
    assert!(reader.woken());
    assert!(matches!(reader.next(&mut both), Poll::Ready(Some(Ok(1)))));
    assert!(reader.next(&mut both).is_pending());
}

#[test]
fn the_end_wakes_the_reader() {
    let (mut both, reader) = (passed(), Task::new());
    assert!(reader.next(&mut both).is_pending());
    block_on(both.close()).unwrap();
    assert!(reader.woken());
    assert!(matches!(reader.next(&mut both), Poll::Ready(None)));
}

#[test]
fn closing_does_not_wait_for_a_reader_in_the_same_task() {
    let mut both = repeated(3 * CHUNK);
    block_on(async {
        both.feed(1).await.unwrap();
        both.feed(2).await.unwrap();
        both.close().await.unwrap();
    });
    assert_eq!(collected(both).len(), 6 * CHUNK + 1);
}

#[test]
fn after_the_close_nothing_is_taken() {
    let mut both = passed();
    block_on(both.close()).unwrap();
    assert_eq!(block_on(both.send(1)).unwrap_err().kind(), ErrorKind::Aborted);
    assert!(both.start_send_unpin(1).is_err());
    block_on(both.close()).unwrap();
}

#[test]
fn a_reader_and_a_writer_on_two_threads() {
    let (mut sink, stream) = repeated(1).split();
    let write = async move {
        for n in 0..50_000 {
            if n % 97 == 0 { sink.send(n).await.unwrap() } else { sink.feed(n).await.unwrap() }
        }
        sink.close().await.unwrap();
    };
    let writer = std::thread::spawn(|| block_on(write));
    let results: Vec<_> = block_on(stream.map(Result::unwrap).collect());
    writer.join().unwrap();
    // The counts of the batches stand between the records; together they are the number of records.
    let sum: usize = results.iter().sum();
    assert_eq!(sum, (0..50_000).sum::<usize>() + 50_000);
}

#[test]
fn a_pipeline_that_waits_for_another_thread_is_woken() {
    let (sender, receiver) = futures::channel::oneshot::channel::<usize>();
    let mut receiver = Some(receiver);
    let pipeline = hosted!(Waits, |n| [n + receiver.take().unwrap().await.unwrap()]);
    let mut both = pipeline.sink_stream().unwrap();
    block_on(both.send(1)).unwrap();
    assert!(both.next().now_or_never().is_none());
    let other = std::thread::spawn(move || sender.send(41));
    assert_eq!(block_on(both.next()).unwrap().unwrap(), 42);
    other.join().unwrap().unwrap();
}

/// Fails at 3, panics at 5.
fn failing() -> SinkStream<usize, usize> {
    let pipeline = hosted!(NoWait, |n| {
        assert!(n != 5, "five");
        if n == 3 {
            Err(Error::new(ErrorKind::Record, "three").caused_by("below").at(FLAT_MAP))?;
        }
        [n]
    });
    pipeline.sink_stream().unwrap()
}

#[test]
fn an_error_comes_out_of_both_ends_after_the_results_before_it() {
    let mut both = failing();
    block_on(async {
        both.send(1).await.unwrap();
        let error = both.send(3).await.unwrap_err();
        assert_eq!(error.to_string(), "three, in `flat_map` (src/main.rs:2:9)");
        assert_eq!(both.send(4).await.unwrap_err().kind(), ErrorKind::Record);
        assert_eq!(both.next().await.unwrap().unwrap(), 1);
        let error = both.next().await.unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Record);
        assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "below");
        assert!(both.next().await.is_none());
        assert!(both.close().await.is_err());
    });
}

#[test]
fn a_panic_is_an_error_that_names_its_operator() {
    let mut both = failing();
    let error = block_on(both.send(5)).unwrap_err();
    assert_eq!((error.kind(), error.operator()), (ErrorKind::Panic, Some(FLAT_MAP)));
}

#[test]
fn dropping_it_drops_what_it_holds() {
    let held = Arc::new(());
    for sent in [0, 1, CHUNK + 1, 2 * CHUNK] {
        let pipeline = hosted!(NoWait, |record| [record]);
        let mut both = pipeline.sink_stream().unwrap();
        for _ in 0..sent {
            block_on(both.feed(Arc::clone(&held))).unwrap();
        }
        drop(both);
        assert_eq!(Arc::strong_count(&held), 1, "{sent} sent");
    }
}
