//! `socket_raw`: which blocks come out of what a peer sends.

use stream_core::source::{Ready, socket_raw};

use crate::harness::{SHORT, listen, open, reset, serve};

fn framed(blocks: &[&[u8]]) -> Vec<u8> {
    let frame =
        |block: &&[u8]| [&u32::try_from(block.len()).expect("short").to_be_bytes()[..], block].concat();
    blocks.iter().flat_map(frame).collect()
}

#[tokio::test]
async fn blocks_come_as_they_were_framed_also_empty_and_large_ones() {
    let (listener, address) = listen().await;
    let mut probe = open(socket_raw(address));
    let large = vec![7; 1024 * 1024];
    let sent = framed(&[b"one", b"", &large, b"\0\n\xff"]);
    let (blocks, _peer) = tokio::join!(probe.take(4), serve(&listener, &sent));
    assert_eq!(blocks, [&b"one"[..], b"", &large, b"\0\n\xff"]);
    assert!(probe.kept.reasons().is_empty());
}

#[tokio::test]
async fn a_place_is_the_offset_of_the_block_after_its_length() {
    let (listener, address) = listen().await;
    let mut probe = open(socket_raw(address));
    let (ready, _peer) = tokio::join!(probe.ready(), serve(&listener, framed(&[b"ab", b"", b"c"])));
    assert_eq!(ready.expect("blocks"), Ready::Records);
    assert_eq!(probe.lent(10), [(b"ab".to_vec(), 4), (vec![], 10), (b"c".to_vec(), 14)]);
}

#[tokio::test]
async fn a_block_over_the_limit_is_poison_and_a_new_connection_starts_anew() {
    let (listener, address) = listen().await;
    let mut probe = open(socket_raw(address).max_block(5).max_backoff(SHORT));
    let peers = async {
        let first = serve(&listener, framed(&[b"12345", b"123456", b"lost"])).await;
        (first, serve(&listener, framed(&[b"again"])).await)
    };
    let (blocks, _peers) = tokio::join!(probe.take(2), peers);
    assert_eq!(blocks, [b"12345", b"again"]);
    assert_eq!(probe.kept.reasons(), ["a block of 6 bytes is over the limit of 5"]);
    assert!(probe.kept.has_notice("over the limit of 5; connecting again"));
}

#[tokio::test]
async fn a_port_that_speaks_another_language_is_poison_and_backs_off() {
    let (listener, address) = listen().await;
    let web = tokio::spawn(async move {
        let mut peers = Vec::new();
        loop {
            peers.push(serve(&listener, b"HTTP/1.1 400 Bad Request\r\n\r\n").await);
        }
    });
    let mut probe = open(socket_raw(address).max_retries(2).max_backoff(SHORT));
    let error = probe.ready().await.expect_err("no connection is good");
    assert!(error.to_string().contains("3 attempts in a row failed"), "{error}");
    assert_eq!(probe.kept.reasons(), ["a block of 1213486160 bytes is over the limit of 1048576"; 3]);
    assert!(probe.kept.raws().iter().all(|raw| raw.starts_with(b"/1.1 400")));
    web.abort();
}

#[tokio::test]
async fn a_block_that_is_cut_off_is_poison_however_the_connection_ends() {
    for broken in [false, true] {
        let (listener, address) = listen().await;
        let mut probe = open(socket_raw(address).max_backoff(SHORT));
        let sent = [framed(&[b"whole"]), vec![0, 0, 0, 9, b'c', b'u', b't']].concat();
        let (blocks, peer) = tokio::join!(probe.take(1), serve(&listener, &sent));
        assert_eq!(blocks, [b"whole"]);
        if broken {
            reset(peer)
        } else {
            drop(peer)
        }
        let (blocks, _peer) = tokio::join!(probe.take(1), serve(&listener, framed(&[b"next"])));
        assert_eq!(blocks, [b"next"]);
        assert_eq!((probe.kept.raws(), probe.kept.offsets()), (vec![b"cut".to_vec()], vec![13]));
        let reason = &probe.kept.reasons()[0];
        assert!(reason.starts_with("incomplete block: 3 of 9 bytes, "), "{reason}");
    }
}

#[tokio::test]
async fn a_length_that_is_cut_off_is_poison() {
    let (listener, address) = listen().await;
    let mut probe = open(socket_raw(address).max_backoff(SHORT));
    let peers = async {
        drop(serve(&listener, &[0, 0, 1]).await);
        serve(&listener, framed(&[b"next"])).await
    };
    let (blocks, _peer) = tokio::join!(probe.take(1), peers);
    assert_eq!(blocks, [b"next"]);
    assert!(probe.kept.reasons()[0].starts_with("incomplete block: 0 of an unknown number of bytes"));
}
