//! How a connection begins, ends and begins again: refusals, drops, retries, wrong settings.

use std::error::Error as _;
use std::future::poll_fn;
use std::time::Duration;

use stream_core::ErrorKind;
use stream_core::source::{Ready, Source, socket_raw, socket_text};
use tokio::net::{TcpListener, TcpSocket};

use crate::harness::{SHORT, listen, open, open_at, reset, serve};

/// A port that is taken and refuses connections until it listens.
fn refusing() -> (TcpSocket, std::net::SocketAddr) {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind("127.0.0.1:0".parse().expect("an address")).expect("a free port");
    let address = socket.local_addr().expect("an address");
    (socket, address)
}

#[tokio::test]
async fn refused_more_often_than_allowed_is_an_error_that_names_address_and_way_out() {
    let (_socket, address) = refusing();
    let mut probe = open(socket_text(address).max_retries(2).max_backoff(SHORT));
    let error = probe.ready().await.expect_err("nobody listens");
    assert_eq!(error.kind(), ErrorKind::Source);
    assert_eq!(
        error.to_string(),
        format!(
            "no connection to `{address}`, 3 attempts in a row failed; start what listens there, such as \
             `nc -lk PORT`, or allow more with `max_retries`, in `socket_text` (src/main.rs:3:5)"
        )
    );
    assert!(error.source().expect("a cause").to_string().contains("refused"));
    assert_eq!(probe.kept.notices.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn without_retries_the_first_failure_is_the_end() {
    let (_socket, address) = refusing();
    let error = open(socket_raw(address).max_retries(0)).ready().await.expect_err("nobody listens");
    assert!(error.to_string().contains("the attempt failed"), "{error}");
}

#[tokio::test]
async fn a_peer_that_comes_later_is_found_and_the_waits_were_told() {
    let (socket, address) = refusing();
    let mut probe = open(socket_text(address));
    let kept = probe.kept.clone();
    let peer = async {
        while kept.notices.lock().unwrap().len() < 2 {
            tokio::time::sleep(SHORT).await;
        }
        serve(&socket.listen(1).expect("a listener"), b"late\n").await
    };
    let (lines, _peer) = tokio::join!(probe.texts(1), peer);
    assert_eq!(lines, ["late"]);
    assert!(kept.has_notice("connecting again in 100ms"));
    assert!(kept.has_notice("connecting again in 200ms"));
    assert!(kept.has_notice(&format!("`{address}`: connected")));
}

#[tokio::test]
async fn drops_after_good_lines_are_no_failures() {
    let (listener, address) = listen().await;
    let mut probe = open(socket_text(address).max_retries(0).max_backoff(SHORT));
    for n in 0..50 {
        let (lines, peer) = tokio::join!(probe.texts(1), serve(&listener, format!("{n}\n")));
        assert_eq!(lines, [n.to_string()]);
        if n % 2 == 0 { drop(peer) } else { reset(peer) }
    }
    assert_eq!(probe.source.taken(), 50);
    assert!(probe.kept.reasons().is_empty());
}

#[tokio::test]
async fn connections_that_bring_nothing_are_failures() {
    let (listener, address) = listen().await;
    let flaps = tokio::spawn(async move {
        loop {
            drop(serve(&listener, b"").await);
        }
    });
    let mut probe = open(socket_text(address).max_retries(4).max_backoff(SHORT));
    let error = probe.ready().await.expect_err("no connection is good");
    assert!(error.to_string().contains("5 attempts in a row failed"), "{error}");
    assert_eq!(probe.kept.notices.lock().unwrap().iter().filter(|text| text.contains("closed")).count(), 4);
    flaps.abort();
}

#[tokio::test]
async fn a_good_connection_ends_a_row_of_failures() {
    let (listener, address) = listen().await;
    let peers = tokio::spawn(async move {
        for n in 0.. {
            let text = if n % 3 == 2 { "good\n" } else { "" };
            drop(serve(&listener, text).await);
        }
    });
    let mut probe = open(socket_text(address).max_retries(2).max_backoff(SHORT));
    assert_eq!(probe.texts(5).await, ["good"; 5]);
    assert_eq!(probe.kept.notices.lock().unwrap().iter().filter(|text| text.contains("closed")).count(), 14);
    peers.abort();
}

#[tokio::test]
async fn available_now_is_what_one_connection_brings() {
    for broken in [false, true] {
        let (listener, address) = listen().await;
        let mut probe = open_at(socket_text(address), 0, true).expect("the source opens");
        assert!(probe.source.expects_more());
        let (lines, peer) = tokio::join!(probe.texts(1), serve(&listener, b"one\ntwo"));
        assert_eq!(lines, ["one"]);
        assert!(probe.source.expects_more());
        if broken {
            reset(peer);
        } else {
            drop(peer);
            assert_eq!(probe.texts(1).await, ["two"]);
        }
        assert_eq!(probe.ready().await.expect("an end"), Ready::End);
        assert_eq!(probe.ready().await.expect("an end"), Ready::End);
        assert!(!probe.source.expects_more());
        assert_eq!(probe.kept.raws().len(), usize::from(broken));
    }
}

#[tokio::test]
async fn only_the_first_worker_connects() {
    let (_socket, address) = refusing();
    let mut probe = open_at(socket_text(address).max_retries(0), 1, false).expect("the source opens");
    assert_eq!(probe.ready().await.expect("no attempt"), Ready::End);
}

#[test]
fn wrong_settings_do_not_start() {
    let fault = |spec| open_at(spec, 0, false).err().expect("it must not start");
    for address in
        ["", "4444", "localhost", ":4444", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "host:http"]
    {
        let error = fault(socket_text(address));
        assert_eq!(error.kind(), ErrorKind::Start);
        let text = error.to_string();
        assert!(text.starts_with(&format!("`{address}` is not an address; write host and port")), "{text}");
    }
    assert!(fault(socket_text("h:1").max_line(0)).to_string().starts_with("`max_line` is 0"));
    assert!(
        fault(socket_text("h:1").max_backoff(Duration::ZERO))
            .to_string()
            .starts_with("`max_backoff` is zero")
    );
    let raw = open_at(socket_raw("nowhere"), 0, false).err().expect("it must not start");
    assert_eq!(raw.kind(), ErrorKind::Start);
}

#[test]
fn without_a_runtime_the_error_says_what_to_call() {
    let mut probe = open(socket_text("127.0.0.1:4444"));
    let ready = futures::executor::block_on(poll_fn(|cx| probe.source.poll_ready(cx)));
    let error = ready.expect_err("there is no runtime");
    assert!(error.to_string().contains("use `run()` or `start()`"), "{error}");
}

#[tokio::test]
async fn an_address_is_text_or_a_socket_address_and_names_are_looked_up() {
    let listener = TcpListener::bind("localhost:0").await.expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    let mut probe = open(socket_text(format!("localhost:{port}")));
    let (lines, _peer) = tokio::join!(probe.texts(1), serve(&listener, b"by name\n"));
    assert_eq!(lines, ["by name"]);
}
