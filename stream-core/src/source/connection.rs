//! A connection to a remote peer that stands again after it was lost; bytes come in the order in
//! which they were sent, and the end of each connection is told.
//!
//! It connects when it is first read. A connection that fails, or ends before it was good for a
//! record, counts as a failure and is tried again with back-off; one that was good is made again
//! after the shortest wait. A peer that is silent is waited for; no time-out ends its connection.

use std::fmt;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep, timeout};

use super::Opening;
use super::backoff::{Backoff, MAX_BACKOFF};
use super::buffer::BadRecord;
use crate::error::{Error, ErrorKind};
use crate::record::{Place, Rejected};

/// How long an attempt to connect may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// A peer and how patient to be with it.
#[derive(Clone, Debug)]
pub(super) struct Remote {
    pub(super) address: String,
    pub(super) max_backoff: Duration,
    pub(super) max_retries: Option<u32>,
}

impl Remote {
    /// The peer at `address`, tried for ever.
    pub(super) fn new(address: String) -> Self {
        Remote { address, max_backoff: MAX_BACKOFF, max_retries: None }
    }

    /// The connection, not made yet.
    ///
    /// # Errors
    /// The address is not `host:port`, or a setting makes no sense.
    pub(super) fn open(self, opening: &Opening) -> Result<Connection, Error> {
        self.check().map_err(|fault| Error::new(ErrorKind::Start, fault).at(opening.operator))?;
        let backoff = Backoff::new(self.max_backoff, self.max_retries);
        let (address, opening) = (self.address, opening.clone());
        Ok(Connection { address, opening, backoff, state: State::Idle, good: false, ended: false })
    }

    fn check(&self) -> Result<(), String> {
        let address = &self.address;
        let port = address.rsplit_once(':').filter(|(host, _)| !host.is_empty()).map(|(_, port)| port);
        if port.and_then(|port| port.parse::<u16>().ok()).is_none_or(|port| port == 0) {
            return Err(format!(
                "`{address}` is not an address; write host and port, such as `127.0.0.1:4444`"
            ));
        }
        if self.max_backoff.is_zero() {
            return Err("`max_backoff` is zero; give at least 1 ms".to_owned());
        }
        Ok(())
    }
}

/// What a read brought.
#[derive(Debug)]
pub(super) enum Received {
    /// So many bytes, at least one.
    Bytes(usize),
    /// The peer has closed the connection in good order.
    Closed,
    /// The connection was lost, for this reason.
    Broken(String),
}

type Connect = Pin<Box<dyn Future<Output = io::Result<TcpStream>> + Send>>;

enum State {
    Idle,
    Connecting(Connect),
    Open(TcpStream),
    /// There is no connection any more, for this reason; what comes next is not decided yet.
    Lost(io::Error),
    Waiting(Pin<Box<Sleep>>),
}

/// A connection to a [`Remote`].
pub(super) struct Connection {
    address: String,
    opening: Opening,
    backoff: Backoff,
    state: State,
    /// Whether this connection has brought a record.
    good: bool,
    /// Whether no connection is made any more.
    ended: bool,
}

impl Connection {
    /// The address it connects to.
    pub(super) fn address(&self) -> &str {
        &self.address
    }

    /// Whether it has ended for good: where only what is available now is wanted, that is the end of
    /// the first connection that stood.
    pub(super) fn ended(&self) -> bool {
        self.ended
    }

    /// The connection has brought a good record: if it is lost, that is not a failure to connect.
    pub(super) fn is_good(&mut self) {
        self.good = true;
    }

    /// Ends the connection because of what the peer sends; the next read makes a new one.
    pub(super) fn abandon(&mut self, why: &str) {
        self.ended = self.opening.available_now;
        self.state = State::Lost(io::Error::new(io::ErrorKind::InvalidData, why));
    }

    /// Reads what is there to the front of `space` (not empty), with one system call; waits until
    /// there is something, and connects if need be.
    ///
    /// # Errors
    /// The attempts to connect are used up.
    ///
    /// # Cancel safety
    /// May be dropped at any time: no byte is lost.
    pub(super) fn poll_read(
        &mut self,
        cx: &mut Context<'_>,
        space: &mut [u8],
    ) -> Poll<Result<Received, Error>> {
        debug_assert!(!space.is_empty());
        loop {
            if let State::Open(stream) = &mut self.state {
                let mut space = ReadBuf::new(space);
                let read = ready!(Pin::new(stream).poll_read(cx, &mut space));
                return Poll::Ready(Ok(self.received(read, space.filled().len())));
            }
            ready!(self.poll_open(cx))?;
        }
    }

    /// Reports a record that cannot be lent.
    pub(super) fn poison(&self, bad: BadRecord) {
        let mut rejected = Rejected::new(self.opening.operator, bad.reason);
        rejected.raw = Some(bad.raw);
        rejected.place = Some(Place { source: self.address.clone(), offset: bad.offset });
        self.opening.reports.poison(rejected);
    }

    /// Gives notice of something at this peer.
    pub(super) fn notice(&self, text: fmt::Arguments<'_>) {
        self.opening.reports.notice(self.opening.operator, &format!("`{}`: {text}", self.address));
    }

    fn received(&mut self, read: io::Result<()>, n: usize) -> Received {
        if read.is_ok() && n > 0 {
            return Received::Bytes(n);
        }
        self.ended = self.opening.available_now;
        let closed = || io::Error::new(io::ErrorKind::UnexpectedEof, "the peer closed the connection");
        let (received, why) = match read {
            Ok(()) => (Received::Closed, closed()),
            Err(error) => (Received::Broken(error.to_string()), error),
        };
        if self.ended {
            self.notice(format_args!("{why}"));
        }
        self.state = State::Lost(why);
        received
    }

    /// One step towards an open connection.
    fn poll_open(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.state = match std::mem::replace(&mut self.state, State::Idle) {
            State::Idle => State::Connecting(self.connect()?),
            State::Connecting(mut connect) => match connect.as_mut().poll(cx) {
                Poll::Ready(Ok(stream)) => self.opened(stream),
                Poll::Ready(Err(error)) => State::Lost(error),
                Poll::Pending => return self.pending(State::Connecting(connect)),
            },
            State::Lost(why) => State::Waiting(Box::pin(sleep(self.lost(why)?))),
            State::Waiting(mut wait) => match wait.as_mut().poll(cx) {
                Poll::Ready(()) => State::Idle,
                Poll::Pending => return self.pending(State::Waiting(wait)),
            },
            open @ State::Open(_) => open,
        };
        Poll::Ready(Ok(()))
    }

    fn pending<T>(&mut self, state: State) -> Poll<T> {
        self.state = state;
        Poll::Pending
    }

    fn connect(&self) -> Result<Connect, Error> {
        if tokio::runtime::Handle::try_current().is_err() {
            let operator = self.opening.operator;
            let fault =
                "a socket needs tokio, and no runtime of it is running here; use `run()` or `start()`";
            return Err(Error::new(ErrorKind::Source, fault).at(operator));
        }
        let address = self.address.clone();
        Ok(Box::pin(async move { timeout(CONNECT_TIMEOUT, TcpStream::connect(address)).await? }))
    }

    fn opened(&mut self, stream: TcpStream) -> State {
        self.good = false;
        if self.backoff.failures() > 0 {
            self.notice(format_args!("connected"));
        }
        State::Open(stream)
    }

    /// How long to wait before the next attempt.
    fn lost(&mut self, why: io::Error) -> Result<Duration, Error> {
        let wait = if std::mem::take(&mut self.good) {
            self.backoff.reset();
            Some(self.backoff.first())
        } else {
            self.backoff.fail()
        };
        let Some(wait) = wait else { return Err(self.gives_up(why)) };
        self.notice(format_args!("{why}; connecting again in {wait:?}"));
        Ok(wait)
    }

    fn gives_up(&mut self, why: io::Error) -> Error {
        let attempts = match self.backoff.failures() {
            1 => "the attempt failed".to_owned(),
            n => format!("{n} attempts in a row failed"),
        };
        let fault = format!(
            "no connection to `{}`, {attempts}; start what listens there, such as `nc -lk PORT`, or allow more \
             with `max_retries`",
            self.address
        );
        Error::new(ErrorKind::Source, fault).at(self.opening.operator).caused_by(why)
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection").field("address", &self.address).finish_non_exhaustive()
    }
}
