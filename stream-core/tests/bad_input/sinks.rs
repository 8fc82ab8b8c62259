//! Sinks that fail and sinks that are slow, and queues that are full.

use std::io::Write;
use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{JoinHandle, spawn};
use std::time::Duration;

use futures::{FutureExt, SinkExt, StreamExt};
use stream_core::sink::{Collected, Sink};
use stream_core::source::CHUNK;
use stream_core::{BoxError, Error, ErrorKind, OnError, Trigger, stream};
use tokio::sync::{mpsc, oneshot};

fn look(operator: &str, cause: &str, ended: Result<(), Error>) {
    let error = ended.expect_err("the sink fails");
    assert_eq!((error.kind(), error.operator().unwrap().name), (ErrorKind::Sink, operator), "{error}");
    assert!(error.to_string().contains("sinks.rs:"), "{error}");
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), cause);
}

#[test]
fn a_sink_that_fails_ends_the_pipeline_with_its_error_and_has_what_came_before() {
    let seen = Mutex::new(Vec::new());
    let full = |n: u32| -> Result<(), &str> {
        if n == 5 {
            return Err("disk full");
        }
        seen.lock().unwrap().push(n);
        Ok(())
    };
    look("for_each", "disk full", stream!(from_iter(0..9).for_each(full)).run());
    assert_eq!(*seen.lock().unwrap(), [0, 1, 2, 3, 4]);
    let ended = stream!(from_iter(0..9).for_each_batch(|_, _| Err::<(), _>("no such table"))).run();
    look("for_each_batch", "no such table", ended);
    look("sink", "too large", stream!(from_iter(0..9).sink(Small)).run());
    let (sender, receiver) = futures::channel::mpsc::channel::<u32>(1);
    drop(receiver);
    let ended = stream!(from_iter(0..9).into_sink(sender)).run();
    look("into_sink", "send failed because receiver is gone", ended);
    let (sender, receiver) = mpsc::channel::<u32>(1);
    drop(receiver);
    let error = stream!(from_iter(0..9).channel(sender)).run().expect_err("it is closed");
    let cause = std::error::Error::source(&error).unwrap().to_string();
    assert!(cause.contains("keep it until the pipeline has ended"), "{cause}");
}

#[derive(Clone)]
struct Small;

impl Sink<u32> for Small {
    fn write(&mut self, record: u32) -> Result<(), BoxError> {
        if record > 5 { Err("too large".into()) } else { Ok(()) }
    }
}

#[tokio::test]
async fn a_slow_reader_holds_an_endless_source_back_and_loses_nothing() {
    let made = Arc::new(AtomicU64::new(0));
    let source = {
        let made = Arc::clone(&made);
        std::iter::repeat_with(move || made.fetch_add(1, Ordering::Relaxed))
    };
    let (sender, mut receiver) = mpsc::channel(8);
    let running = stream!(from_iter(source).map(|n| n).channel(sender)).start().await.unwrap();
    for n in 0..20_000 {
        assert_eq!(receiver.recv().await, Some(n));
        let ahead = made.load(Ordering::Relaxed) - n;
        assert!(ahead <= 2 * CHUNK as u64 + 8, "{ahead} records wait");
    }
    running.abort().await.unwrap();
}

/// More than the buffers of the system hold for a connection.
const FLOOD: usize = 256 << 20;

/// Sends numbered lines of 1,024 bytes until a write makes no progress for a while; tells how many bytes were taken, then
/// sends the rest of the line at hand and closes.
fn flood() -> (SocketAddr, oneshot::Receiver<usize>, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let (blocked, is_blocked) = oneshot::channel();
    let peer = spawn(move || {
        let (mut peer, _) = listener.accept().unwrap();
        peer.set_write_timeout(Some(Duration::from_millis(500))).unwrap();
        let line = |n: usize| format!("{n:0>1023}\n").into_bytes();
        let (mut sent, mut rest) = (0, line(0));
        while sent < FLOOD
            && let Ok(taken) = peer.write(&rest)
        {
            sent += taken;
            rest.drain(..taken);
            if rest.is_empty() {
                rest = line(sent / 1024);
            }
        }
        blocked.send(sent).unwrap();
        peer.set_write_timeout(None).unwrap();
        peer.write_all(&rest).unwrap();
    });
    (address, is_blocked, peer)
}

#[tokio::test]
async fn a_slow_sink_blocks_the_peer_of_a_socket_and_then_gets_every_line() {
    let (address, is_blocked, peer) = flood();
    let (sender, mut receiver) = mpsc::channel(4);
    let pipeline = stream!(socket_text(address).parse::<usize>().channel(sender));
    let running = pipeline.trigger(Trigger::available_now()).start().await.unwrap();
    let sent = is_blocked.await.unwrap();
    assert!(sent < FLOOD, "the peer could send {sent} bytes that nobody took");
    for n in 0..=sent / 1024 {
        assert_eq!(receiver.recv().await, Some(n));
    }
    assert_eq!(receiver.recv().await, None);
    running.await_termination().await.unwrap();
    peer.join().unwrap();
}

#[tokio::test]
async fn unread_dead_letters_block_the_peer_of_a_socket_and_none_is_lost() {
    let (address, is_blocked, peer) = flood();
    let (on_error, mut letters) = OnError::dead_letters(4);
    let pipeline = stream!(socket_text(address).try_map(|_| Err::<u8, _>("refused")).for_each(|_| ()));
    let running = pipeline.trigger(Trigger::available_now()).on_error(on_error).start().await.unwrap();
    let sent = is_blocked.await.unwrap();
    assert!(sent < FLOOD, "the peer could send {sent} bytes that nobody took");
    for n in 0..=sent / 1024 {
        let letter = letters.next().await.unwrap();
        assert_eq!(letter.place.unwrap().offset, n as u64 * 1024);
        assert_eq!(letter.raw.unwrap().len(), 1023);
    }
    assert!(letters.next().await.is_none());
    running.await_termination().await.unwrap();
    peer.join().unwrap();
}

#[test]
fn a_collection_that_is_full_is_an_error_with_the_way_out_and_keeps_what_fits() {
    let kept = Collected::bounded(5);
    let error = stream!(from_iter(0..9_u32).collect(&kept)).run().expect_err("nine do not fit");
    assert_eq!((error.kind(), error.operator().unwrap().name), (ErrorKind::Bound, "collect"));
    assert!(error.to_string().contains("make room with `Collected::bounded(n)`"), "{error}");
    assert_eq!(kept.take(), [0, 1, 2, 3, 4]);
}

#[tokio::test]
async fn a_sink_and_stream_that_nobody_reads_takes_no_more_and_loses_nothing() {
    let mut pipeline = stream!(input::<u32>().map(|n| n + 1).output::<u32>()).sink_stream().unwrap();
    let mut sent = 0;
    while let Some(fed) = pipeline.feed(sent).now_or_never() {
        fed.unwrap();
        sent += 1;
        assert!(sent <= 8 * CHUNK as u32, "{sent} records were taken");
    }
    assert!(sent >= CHUNK as u32, "{sent}");
    let (mut writer, reader) = pipeline.split();
    let write = async {
        // The record whose wait was given up was not taken.
        for n in sent..10_000 {
            writer.feed(n).await.unwrap();
        }
        writer.close().await.unwrap();
    };
    let (read, ()) = futures::join!(reader.map(Result::unwrap).collect::<Vec<_>>(), write);
    assert_eq!(read, (1..=10_000).collect::<Vec<_>>());
}

#[test]
fn an_embedded_pipeline_keeps_what_waits_for_the_drain() {
    let mut pipeline = stream!(input::<u32>().map(|n| n + 1).output::<u32>()).embed().unwrap();
    (0..10_000).for_each(|n| pipeline.feed(n).unwrap());
    assert!(pipeline.drain().unwrap().eq(1..=10_000));
    let mut failing =
        stream!(input::<u32>().try_map(|n| if n < 5000 { Ok(n) } else { Err("large") }).output::<u32>())
            .embed()
            .unwrap();
    let fed = (0..10_000).find_map(|n| failing.feed(n).err()).expect("5,000 is too large");
    assert_eq!((fed.kind(), fed.operator().unwrap().name), (ErrorKind::Record, "try_map"));
    assert_eq!(failing.finish().expect_err("it has failed").to_string(), fed.to_string());
}
