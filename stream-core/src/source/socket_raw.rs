//! [`socket_raw`]: the blocks of bytes that a remote peer sends, each with its length before it.
//!
//! Connects as [`socket_text`](super::socket_text) does. Blocks are lent in the order in which they
//! were sent; what a peer sends can not end the pipeline. After Spark's `rawSocketStream`.

use std::task::{Context, Poll, ready};
use std::time::Duration;

use super::blocks::{BlockBuffer, Blocks, Found};
use super::connection::{Connection, Received, Remote};
use super::{FirstWorker, IntoSource, Opening, Ready, Source};
use crate::error::Error;

/// The limit of a block's length where none is set, in bytes.
const MAX_BLOCK: usize = 1024 * 1024;

/// The blocks of bytes that the peer at `addr` (`host:port`) sends: a length as `u32`, big-endian,
/// then as many bytes, which are the record. A length of 0 is an empty record.
///
/// Connects, connects again and ends as [`socket_text`](super::socket_text) does.
///
/// | what comes | what becomes of it |
/// |---|---|
/// | a length over [`max_block`](SocketRaw::max_block) | poison, with what has come of the block, 4 KiB at most; the connection is closed and made again, for after such a length nothing tells where the next block begins |
/// | the connection ends in mid-block, in good order or not | poison: incomplete |
///
/// One buffer is held, of 64 KiB or the largest block so far, and it is read to only when it has no whole
/// block, with one system call: a pipeline that does not keep up blocks the peer's writes.
///
/// # Errors
/// At the start: `addr` is not `host:port`. While it runs: more than
/// [`max_retries`](SocketRaw::max_retries) attempts in a row failed.
#[expect(
    clippy::needless_pass_by_value,
    reason = "an address is given as text, as numbers or as `SocketAddr`"
)]
pub fn socket_raw(addr: impl ToString) -> SocketRaw {
    SocketRaw { remote: Remote::new(addr.to_string()), max_block: MAX_BLOCK }
}

/// What [`socket_raw`] opens, and its settings.
#[derive(Clone, Debug)]
#[must_use]
pub struct SocketRaw {
    remote: Remote,
    max_block: usize,
}

impl SocketRaw {
    /// The largest block in bytes, without its length; 1 MiB by default. With 0 only empty blocks
    /// are taken.
    pub fn max_block(mut self, bytes: usize) -> Self {
        self.max_block = bytes;
        self
    }

    /// How many failures in a row are tried again; no bound by default. With 0 the first is the
    /// end.
    pub fn max_retries(mut self, n: u32) -> Self {
        self.remote.max_retries = Some(n);
        self
    }

    /// The longest wait between two attempts to connect; 5 s by default, more than zero.
    pub fn max_backoff(mut self, wait: Duration) -> Self {
        self.remote.max_backoff = wait;
        self
    }
}

impl IntoSource for SocketRaw {
    type Source = FirstWorker<SocketRawSource>;

    fn open(self, opening: &Opening) -> Result<Self::Source, Error> {
        let source = SocketRawSource {
            connection: self.remote.open(opening)?,
            blocks: BlockBuffer::new(self.max_block),
        };
        Ok(FirstWorker::new(source, opening))
    }
}

/// The source that [`socket_raw`] describes.
#[derive(Debug)]
pub struct SocketRawSource {
    connection: Connection,
    blocks: BlockBuffer,
}

impl Source for SocketRawSource {
    type Item<'a> = &'a [u8];
    type Chunk<'a> = Blocks<'a>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<Ready, Error>> {
        loop {
            match self.blocks.look() {
                Found::Blocks => {
                    self.connection.is_good();
                    return Poll::Ready(Ok(Ready::Records));
                }
                Found::TooLarge(bad) => {
                    self.connection.abandon(&bad.reason);
                    self.connection.poison(bad);
                }
                Found::Nothing if self.connection.ended() => return Poll::Ready(Ok(Ready::End)),
                Found::Nothing => ready!(self.poll_receive(cx))?,
            }
        }
    }

    fn chunk(&mut self, max: usize) -> Blocks<'_> {
        self.blocks.chunk(max, self.connection.address())
    }

    fn taken(&self) -> u64 {
        self.blocks.taken()
    }

    fn expects_more(&self) -> bool {
        !self.connection.ended()
    }
}

impl SocketRawSource {
    fn poll_receive(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        let bad = match ready!(self.connection.poll_read(cx, self.blocks.space()))? {
            Received::Bytes(n) => {
                self.blocks.filled(n);
                None
            }
            Received::Closed => self.blocks.cut("the peer closed the connection"),
            Received::Broken(why) => self.blocks.cut(&why),
        };
        if let Some(bad) = bad {
            self.connection.poison(bad);
        }
        Poll::Ready(Ok(()))
    }
}
