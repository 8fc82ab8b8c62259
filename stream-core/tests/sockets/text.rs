//! `socket_text`: which lines come out of what a peer sends, and who waits for whom.

use std::io::Write;
use std::net::TcpListener as StdListener;
use std::time::Duration;

use stream_core::source::{Ready, Source, socket_text};
use tokio::io::AsyncWriteExt;
use tokio::sync::oneshot;

use crate::harness::{SHORT, listen, open, reset, serve};

#[tokio::test]
async fn lines_come_without_their_ends_and_empty_lines_are_lines() {
    let (listener, address) = listen().await;
    let mut probe = open(socket_text(address));
    let (lines, _peer) =
        tokio::join!(probe.texts(5), serve(&listener, "a b\n\r\n\nwindows\r\ngrün\n".as_bytes()));
    assert_eq!(lines, ["a b", "", "", "windows", "grün"]);
    assert!(probe.kept.reasons().is_empty());
}

#[tokio::test]
async fn what_waits_before_the_first_look_is_read() {
    let (listener, address) = listen().await;
    let mut probe = open(socket_text(address));
    let sent: Vec<String> = (0..10_000).map(|n| format!("line {n}")).collect();
    let text = sent.join("\n") + "\n";
    // The connection stands, and all is sent, before the source reads for the first time.
    let mut peer = tokio::select! {
        biased;
        peer = serve(&listener, b"") => peer,
        _ = probe.ready() => panic!("nothing was sent"),
    };
    peer.write_all(text.as_bytes()).await.expect("the buffers of the system hold it");
    assert_eq!(probe.texts(10_000).await, sent);
    assert_eq!(probe.source.taken(), 10_000);
}

#[tokio::test]
async fn a_line_that_is_not_utf8_is_poison_and_the_connection_lives_on() {
    let (listener, address) = listen().await;
    let mut probe = open(socket_text(address));
    let (lines, _peer) = tokio::join!(probe.texts(2), serve(&listener, b"one\ntw\xffo\r\nthree\n"));
    assert_eq!(lines, ["one", "three"]);
    assert_eq!(probe.kept.raws(), [b"tw\xffo"]);
    assert_eq!(probe.kept.offsets(), [4]);
    assert_eq!(probe.kept.reasons(), ["not UTF-8 from byte 2 of the line"]);
}

#[tokio::test]
async fn a_line_over_the_limit_is_poison_with_its_length_and_the_connection_lives_on() {
    let (listener, address) = listen().await;
    let mut probe = open(socket_text(address));
    let mut sent = vec![b'x'; 3 * 1024 * 1024];
    sent.extend(b"\nafter\n");
    let (lines, _peer) = tokio::join!(probe.texts(1), serve(&listener, &sent));
    assert_eq!(lines, ["after"]);
    assert_eq!(probe.kept.reasons(), ["a line of 3145728 bytes is over the limit of 1048576"]);
    assert_eq!(probe.kept.raws(), [[b'x'; 4096]]);
    assert!(probe.kept.has_notice("the line at offset 0 is over the limit"));
}

#[tokio::test]
async fn the_limit_is_an_option_and_a_line_of_it_passes() {
    let (listener, address) = listen().await;
    let mut probe = open(socket_text(address).max_line(5));
    let (lines, _peer) = tokio::join!(probe.texts(2), serve(&listener, b"12345\r\n123456\nok\n"));
    assert_eq!(lines, ["12345", "ok"]);
    assert_eq!(probe.kept.raws(), [b"12345"]);
}

#[tokio::test]
async fn a_peer_that_closes_in_mid_line_has_sent_its_last_line() {
    let (listener, address) = listen().await;
    let mut probe = open(socket_text(address).max_backoff(SHORT));
    let peers = async {
        drop(serve(&listener, b"one\ntw").await);
        serve(&listener, b"o\n").await
    };
    let (lines, _peer) = tokio::join!(probe.texts(3), peers);
    assert_eq!(lines, ["one", "tw", "o"]);
    assert!(probe.kept.reasons().is_empty());
}

#[tokio::test]
async fn a_reset_in_mid_line_is_poison_and_does_not_touch_the_next_connection() {
    let (listener, address) = listen().await;
    let mut probe = open(socket_text(address).max_backoff(SHORT));
    let (lines, peer) = tokio::join!(probe.texts(1), serve(&listener, b"one\ntw"));
    assert_eq!(lines, ["one"]);
    reset(peer);
    let (lines, _peer) = tokio::join!(probe.texts(1), serve(&listener, b"o\n"));
    assert_eq!(lines, ["o"]);
    assert_eq!(probe.kept.raws(), [b"tw"]);
    assert!(probe.kept.reasons()[0].starts_with("incomplete line: "), "{:?}", probe.kept.reasons());
}

#[tokio::test]
async fn a_port_with_garbage_gives_poison_and_every_good_line() {
    let (listener, address) = listen().await;
    let mut probe = open(socket_text(address));
    let mut state = 1_u32;
    let mut garbage: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    })
    .take(1 << 20)
    .collect();
    garbage.extend(b"\nthe end\n");
    let whole = &garbage[..garbage.len() - 1];
    let (good, bad): (Vec<_>, Vec<_>) =
        whole.split(|byte| *byte == b'\n').partition(|line| std::str::from_utf8(line).is_ok());
    assert!(good.len() > 10 && bad.len() > 1000, "{} good, {} bad", good.len(), bad.len());
    let (lines, _peer) = tokio::join!(probe.take(good.len()), serve(&listener, &garbage));
    let without_return = |line: &[u8]| line.strip_suffix(b"\r").unwrap_or(line).to_vec();
    assert_eq!(lines, good.into_iter().map(without_return).collect::<Vec<_>>());
    assert_eq!(probe.kept.raws(), bad.into_iter().map(without_return).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_place_is_the_offset_of_the_line() {
    let (listener, address) = listen().await;
    let mut probe = open(socket_text(address));
    let (ready, _peer) = tokio::join!(probe.ready(), serve(&listener, b"one\n\r\nthree\n"));
    assert_eq!(ready.expect("lines"), Ready::Records);
    let expected = [(b"one".to_vec(), 0), (vec![], 4), (b"three".to_vec(), 6)];
    assert_eq!(probe.lent(10), expected);
}

#[tokio::test]
async fn a_wait_that_is_dropped_again_and_again_loses_nothing() {
    let (listener, address) = listen().await;
    let mut probe = open(socket_text(address));
    let peer = tokio::spawn(async move {
        let mut peer = serve(&listener, b"").await;
        for byte in "some words\nthat trickle in\nbyte by byte\n".bytes() {
            peer.write_all(&[byte]).await.expect("the source reads");
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        peer
    });
    let mut lines = Vec::new();
    while lines.len() < 3 {
        if let Ok(ready) = tokio::time::timeout(Duration::from_micros(300), probe.ready()).await {
            assert_eq!(ready.expect("lines"), Ready::Records);
            lines.extend(probe.lent(1).into_iter().map(|(line, _)| String::from_utf8(line).expect("text")));
        }
    }
    assert_eq!(lines, ["some words", "that trickle in", "byte by byte"]);
    drop(peer.await.expect("the peer has sent all"));
}

/// More than the buffers of the system hold for a connection.
const FLOOD: usize = 256 << 20;

/// Accepts a connection and sends numbered lines until a write makes no progress; tells how many
/// bytes were taken, then sends the rest of the line at hand and `end`.
fn flood(listener: &StdListener, blocked: oneshot::Sender<usize>) {
    let (mut peer, _) = listener.accept().expect("a connection");
    peer.set_write_timeout(Some(Duration::from_millis(500))).expect("a time-out");
    let line = |n: usize| format!("{n:0>1023}\n").into_bytes();
    let (mut sent, mut n, mut rest) = (0, 0, line(0));
    while sent < FLOOD {
        match peer.write(&rest) {
            Ok(taken) => {
                sent += taken;
                rest.drain(..taken);
            }
            Err(_) => break,
        }
        if rest.is_empty() {
            n += 1;
            rest = line(n);
        }
    }
    blocked.send(sent).expect("the test waits");
    peer.set_write_timeout(None).expect("no time-out");
    peer.write_all(&rest).expect("the source reads again");
    peer.write_all(b"end\n").expect("the source reads again");
}

#[tokio::test]
async fn a_source_that_is_not_asked_blocks_the_peer_and_then_lends_everything() {
    let listener = StdListener::bind("127.0.0.1:0").expect("a free port");
    let mut probe = open(socket_text(listener.local_addr().expect("an address")));
    let (blocked, is_blocked) = oneshot::channel();
    let peer = std::thread::spawn(move || flood(&listener, blocked));
    assert_eq!(probe.ready().await.expect("lines"), Ready::Records);
    let sent = is_blocked.await.expect("the peer lives");
    assert!(sent < FLOOD, "the peer could send {sent} bytes that nobody asked for");
    let mut next = 0;
    loop {
        let line = probe.texts(1).await.remove(0);
        if line == "end" {
            break;
        }
        assert_eq!(line.parse(), Ok(next));
        next += 1;
    }
    assert_eq!(next, sent / 1024 + 1);
    peer.join().expect("the peer has sent all");
}
