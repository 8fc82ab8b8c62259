//! [`socket_text`]: the lines that a remote peer sends.
//!
//! Connects as a client, so that `nc -lk 4444` can stand at the other end, and again whenever the
//! connection is lost. Lines are lent in the order in which they were sent; what a peer sends can
//! not end the pipeline. After Spark's `socketTextStream`.

use std::task::{Context, Poll, ready};
use std::time::Duration;

use super::connection::{Connection, Received, Remote};
use super::lines::{Found, LineBuffer, Lines, MAX_LINE};
use super::{FirstWorker, IntoSource, Opening, Ready, Source};
use crate::error::{Error, ErrorKind};

/// The UTF-8 lines that the peer at `addr` (`host:port`) sends, without their line ends (`\n` or
/// `\r\n`).
///
/// The source connects when the pipeline first waits for it. A connection that cannot be made, or
/// is lost, is made again after 100 ms; the wait doubles with each failure in a row up to
/// [`max_backoff`](SocketText::max_backoff), and each is a notice. A connection that ends before
/// it brought a good line counts as a failure too. With several workers the first one reads.
///
/// | what comes | what becomes of it |
/// |---|---|
/// | a line over [`max_line`](SocketText::max_line) | poison, with its first 4 KiB and its length; a notice when it goes over |
/// | a line that is not UTF-8 | poison, with its bytes |
/// | the peer closes in mid-line, in good order | what came is the last line |
/// | the connection is lost in mid-line | poison: incomplete |
///
/// Poison is counted, warned of and skipped, or sent to the dead letters, and the connection lives
/// on. Places count the bytes received over all connections.
///
/// One buffer is held, of 64 KiB or the longest line so far, and it is read to only when it has no whole
/// line, with one system call: a pipeline that does not keep up blocks the peer's writes.
///
/// With `Trigger::available_now` what the peer has is what it sends on one connection: the source ends
/// with it. Lines sent while there is no connection, and lines taken in but not processed when the
/// program dies, are lost: a socket cannot be read again.
///
/// # Errors
/// At the start: `addr` is not `host:port`. While it runs: more than
/// [`max_retries`](SocketText::max_retries) attempts in a row failed.
#[expect(
    clippy::needless_pass_by_value,
    reason = "an address is given as text, as numbers or as `SocketAddr`"
)]
pub fn socket_text(addr: impl ToString) -> SocketText {
    SocketText { remote: Remote::new(addr.to_string()), max_line: MAX_LINE }
}

/// What [`socket_text`] opens, and its settings.
#[derive(Clone, Debug)]
#[must_use]
pub struct SocketText {
    remote: Remote,
    max_line: usize,
}

impl SocketText {
    /// The longest line in bytes, without its line end; 1 MiB by default, at least 1.
    pub fn max_line(mut self, bytes: usize) -> Self {
        self.max_line = bytes;
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

impl IntoSource for SocketText {
    type Source = FirstWorker<SocketTextSource>;

    fn open(self, opening: &Opening) -> Result<Self::Source, Error> {
        if self.max_line == 0 {
            let fault = "`max_line` is 0, so every line would be refused; give at least 1 byte";
            return Err(Error::new(ErrorKind::Start, fault).at(opening.operator));
        }
        let source = SocketTextSource {
            connection: self.remote.open(opening)?,
            lines: LineBuffer::new(self.max_line),
        };
        Ok(FirstWorker::new(source, opening))
    }
}

/// The source that [`socket_text`] describes.
#[derive(Debug)]
pub struct SocketTextSource {
    connection: Connection,
    lines: LineBuffer,
}

impl Source for SocketTextSource {
    type Item<'a> = &'a str;
    type Chunk<'a> = Lines<'a>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<Ready, Error>> {
        loop {
            match self.lines.look() {
                Found::Lines => {
                    self.connection.is_good();
                    return Poll::Ready(Ok(Ready::Records));
                }
                Found::Bad(bad) => self.connection.poison(bad),
                Found::TooLong { offset } => self.connection.notice(format_args!(
                    "the line at offset {offset} is over the limit and is skipped up to its end"
                )),
                Found::Nothing if self.connection.ended() => return Poll::Ready(Ok(Ready::End)),
                Found::Nothing => ready!(self.poll_receive(cx))?,
            }
        }
    }

    fn chunk(&mut self, max: usize) -> Lines<'_> {
        self.lines.chunk(max, self.connection.address())
    }

    fn taken(&self) -> u64 {
        self.lines.taken()
    }

    fn expects_more(&self) -> bool {
        !self.connection.ended()
    }
}

impl SocketTextSource {
    fn poll_receive(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        let bad = match ready!(self.connection.poll_read(cx, self.lines.space()))? {
            Received::Bytes(n) => {
                self.lines.filled(n);
                None
            }
            Received::Closed => self.lines.finish(),
            Received::Broken(why) => self.lines.cut(&why),
        };
        if let Some(bad) = bad {
            self.connection.poison(bad);
        }
        Poll::Ready(Ok(()))
    }
}
