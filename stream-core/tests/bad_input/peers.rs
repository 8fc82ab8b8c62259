//! Peers that are not there, go away, or send what cannot be read.

use std::sync::{Arc, Mutex};

use stream_core::record::Rejected;
use stream_core::sink::Collected;
use stream_core::{ErrorKind, OnError, Trigger, stream};

use crate::peer::{refusing, serve};

/// A policy that keeps what was refused.
pub(crate) fn letters() -> (OnError, Arc<Mutex<Vec<Rejected>>>) {
    let letters: Arc<Mutex<Vec<Rejected>>> = Arc::default();
    let sent = Arc::clone(&letters);
    (OnError::dead_letter(move |letter| sent.lock().unwrap().push(letter)), letters)
}

#[test]
fn no_listener_is_an_error_when_the_retries_are_used_up() {
    let (_socket, address) = refusing();
    let pipeline = stream!(socket_text(address, max_retries = 2, max_backoff = 1ms).for_each(|_| ()));
    let error = pipeline.run().expect_err("nobody listens");
    assert_eq!(error.kind(), ErrorKind::Source);
    let text = error.to_string();
    assert!(text.contains(&format!("no connection to `{address}`, 3 attempts in a row failed")), "{text}");
    assert!(text.contains("allow more with `max_retries`"), "{text}");
    assert!(text.contains("in `socket_text` (stream-core/tests/bad_input/peers.rs:"), "{text}");
}

#[tokio::test]
async fn a_peer_that_comes_late_drops_and_comes_again_loses_no_line() {
    let (socket, address) = refusing();
    let kept = Collected::new();
    let pipeline =
        stream!(socket_text(address, max_backoff = 2ms).map(|line| line.to_owned()).collect(&kept));
    let running = pipeline.start().await.unwrap();
    let mut progress = running.progress();
    let listener = socket.listen(4).unwrap();
    for round in 0..20 {
        let (peer, _) = listener.accept().await.unwrap();
        // Every other connection ends in mid-line, which is its last line.
        let text = format!("{round} a\n{round} b{}", if round % 2 == 0 { "\n" } else { "" });
        let mut sent = 0;
        while sent < text.len() {
            peer.writable().await.unwrap();
            sent += peer.try_write(&text.as_bytes()[sent..]).unwrap_or(0);
        }
        drop(peer);
        while kept.len() < 2 * (round + 1) {
            progress.next().await.expect("it runs");
        }
    }
    running.stop().await.unwrap();
    let expected: Vec<_> = (0..20).flat_map(|n| [format!("{n} a"), format!("{n} b")]).collect();
    assert_eq!(kept.take(), expected);
}

/// Two good lines among what is too long, not UTF-8, and binary.
fn mixed() -> Vec<u8> {
    [&b"one\n"[..], &[b'x'; 40], b"\ntw\xffo\n\x00\xfe\xed\n", b"three\n"].concat()
}

#[test]
fn what_a_peer_sends_ends_no_pipeline_and_the_good_lines_stay() {
    for policy in ["fail", "skip", "letter"] {
        let address = serve(vec![mixed()]);
        let (on_error, letters) = letters();
        let on_error = match policy {
            "fail" => OnError::fail(),
            "skip" => OnError::skip(),
            _ => on_error,
        };
        let kept = Collected::new();
        let pipeline =
            stream!(socket_text(address, max_line = 10).map(|line| line.to_owned()).collect(&kept));
        pipeline.trigger(Trigger::available_now()).on_error(on_error).run().unwrap();
        assert_eq!(kept.take(), ["one", "three"], "{policy}");
        if policy != "letter" {
            continue;
        }
        let letters = letters.lock().unwrap();
        let seen: Vec<_> = letters.iter().map(|letter| letter.place.clone().unwrap().offset).collect();
        assert_eq!(seen, [4, 45, 50]);
        assert_eq!(letters[1].raw.as_deref(), Some(&b"tw\xffo"[..]));
        assert_eq!(letters[0].reason, "a line of 40 bytes is over the limit of 10");
        assert!(letters.iter().all(|letter| letter.place.as_ref().unwrap().source == address.to_string()));
        assert!(letters.iter().all(|letter| letter.operator.name == "socket_text"));
    }
}

#[test]
fn a_port_that_speaks_another_language_is_told_of_and_given_up() {
    let web = || b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec();
    let address = serve(vec![web(), web(), web()]);
    let (on_error, letters) = letters();
    let pipeline = stream!(socket_raw(address, max_retries = 2, max_backoff = 1ms).for_each(|_| ()));
    let error = pipeline.on_error(on_error).run().expect_err("no connection is good");
    assert_eq!((error.kind(), error.operator().unwrap().name), (ErrorKind::Source, "socket_raw"));
    let letters = letters.lock().unwrap();
    assert_eq!(letters.len(), 3);
    assert_eq!(letters[0].reason, "a block of 1213486160 bytes is over the limit of 1048576");
}

#[test]
fn a_line_that_cannot_be_parsed_goes_by_the_policy_with_its_place() {
    let address = serve(vec!["1\n2\nthree\n4\n"; 3]);
    let pipeline = || {
        let kept = Collected::new();
        let pipeline = stream!(socket_text(address).parse::<u32>().collect(&kept));
        (pipeline.trigger(Trigger::available_now()), kept)
    };
    let (failing, kept) = pipeline();
    let error = failing.run().expect_err("`three` is no number");
    assert_eq!((error.kind(), error.operator().unwrap().name), (ErrorKind::Record, "parse"));
    let text = error.to_string();
    assert!(text.starts_with("a record is refused: invalid digit found in string, in `parse`"), "{text}");
    assert!(text.ends_with(&format!("at {address}, offset 4")), "{text}");
    assert_eq!(kept.take(), [1, 2], "the good records before it are in the sink");

    let (skipping, kept) = pipeline();
    skipping.on_error(OnError::skip()).run().unwrap();
    assert_eq!(kept.take(), [1, 2, 4]);

    let ((on_error, letters), (burying, kept)) = (letters(), pipeline());
    burying.on_error(on_error).run().unwrap();
    assert_eq!(kept.take(), [1, 2, 4]);
    assert_eq!(letters.lock().unwrap()[0].raw.as_deref(), Some(&b"three"[..]));
}
