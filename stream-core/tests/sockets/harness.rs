//! A peer to connect to, a source that is asked as a pipeline asks it, and what the source reports.

use std::future::poll_fn;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use stream_core::record::{Operator, Rejected};
use stream_core::source::{Chunk, IntoSource, Opening, Ready, Reports, Source};
use stream_core::time::SystemClock;
use stream_core::{Error, source};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};

/// A wait so short that tests do not take long.
pub(crate) const SHORT: Duration = Duration::from_millis(2);

/// How long a side may be silent before the test fails instead of hanging.
const PATIENCE: Duration = Duration::from_secs(30);

const OPERATOR: Operator = Operator { name: "socket_text", file: "src/main.rs", line: 3, column: 5 };

/// What a source has reported.
#[derive(Default)]
pub(crate) struct Kept {
    pub(crate) poison: Mutex<Vec<Rejected>>,
    pub(crate) notices: Mutex<Vec<String>>,
}

impl Reports for Kept {
    fn reject(&self, rejected: Rejected) -> Result<(), Error> {
        panic!("a peer's record must not go by the policy for errors: {rejected:?}")
    }

    fn poison(&self, rejected: Rejected) {
        self.poison.lock().unwrap().push(rejected);
    }

    fn notice(&self, operator: Operator, text: &str) {
        assert_eq!(operator, OPERATOR);
        self.notices.lock().unwrap().push(text.to_owned());
    }
}

impl Kept {
    pub(crate) fn reasons(&self) -> Vec<String> {
        self.poison.lock().unwrap().iter().map(|rejected| rejected.reason.clone()).collect()
    }

    pub(crate) fn raws(&self) -> Vec<Vec<u8>> {
        let poison = self.poison.lock().unwrap();
        poison.iter().map(|rejected| rejected.raw.clone().expect("poison has its bytes")).collect()
    }

    pub(crate) fn offsets(&self) -> Vec<u64> {
        let poison = self.poison.lock().unwrap();
        poison.iter().map(|rejected| rejected.place.as_ref().expect("poison has a place").offset).collect()
    }

    pub(crate) fn has_notice(&self, part: &str) -> bool {
        self.notices.lock().unwrap().iter().any(|notice| notice.contains(part))
    }
}

/// An opened source and what it has reported.
pub(crate) struct Probe<S> {
    pub(crate) source: S,
    pub(crate) kept: Arc<Kept>,
}

/// Opens `spec` at `worker` of 2.
pub(crate) fn open_at<I: IntoSource>(
    spec: I,
    worker: usize,
    available_now: bool,
) -> Result<Probe<I::Source>, Error> {
    let kept = Arc::new(Kept::default());
    let opening = Opening::new((worker, 2), OPERATOR, available_now, Arc::new(SystemClock), kept.clone());
    Ok(Probe { source: spec.open(&opening)?, kept })
}

/// Opens `spec` where it is read.
pub(crate) fn open<I: IntoSource>(spec: I) -> Probe<I::Source> {
    open_at(spec, 0, false).expect("the source opens")
}

impl<S: Source> Probe<S>
where
    for<'a> S::Item<'a>: AsRef<[u8]>,
{
    /// Waits for the source.
    pub(crate) async fn ready(&mut self) -> Result<Ready, Error> {
        let ready = poll_fn(|cx| self.source.poll_ready(cx));
        tokio::time::timeout(PATIENCE, ready).await.expect("the source hangs")
    }

    /// What is lent now, at most `max` records, each with the offset of its place.
    pub(crate) fn lent(&mut self, max: usize) -> Vec<(Vec<u8>, u64)> {
        let before = self.source.taken();
        let mut records = Vec::new();
        let mut chunk = self.source.chunk(max);
        while let Some(record) = chunk.next() {
            let record = record.as_ref().to_vec();
            let place = chunk.place(Some(&record)).expect("a record has a place");
            records.push((record, place.offset));
        }
        drop(chunk);
        assert!((1..=max).contains(&records.len()), "{} of {max} records", records.len());
        assert_eq!(self.source.taken(), before + records.len() as u64);
        records
    }

    /// The next `n` records.
    pub(crate) async fn take(&mut self, n: usize) -> Vec<Vec<u8>> {
        let mut records = Vec::new();
        while records.len() < n {
            assert_eq!(self.ready().await.expect("the source goes on"), Ready::Records);
            let max = (n - records.len()).min(source::CHUNK);
            records.extend(self.lent(max).into_iter().map(|(record, _)| record));
        }
        records
    }

    /// The next `n` records as text.
    pub(crate) async fn texts(&mut self, n: usize) -> Vec<String> {
        let records = self.take(n).await;
        records.into_iter().map(|record| String::from_utf8(record).expect("text")).collect()
    }
}

/// Listens at a free port.
pub(crate) async fn listen() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    (listener, address)
}

/// Accepts a connection and sends `bytes`.
pub(crate) async fn serve(listener: &TcpListener, bytes: impl AsRef<[u8]>) -> TcpStream {
    let connection = tokio::time::timeout(PATIENCE, listener.accept()).await;
    let (mut stream, _) = connection.expect("the source connects").expect("a connection");
    stream.write_all(bytes.as_ref()).await.expect("the source reads");
    stream
}

/// Ends the connection by a reset.
pub(crate) fn reset(stream: TcpStream) {
    stream.set_zero_linger().expect("a socket that lingers");
    drop(stream);
}
