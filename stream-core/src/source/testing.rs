//! What the tests of sources share: an opening, a poll, everything that is there.

use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use super::{CHUNK, Opening, Ready, Reports, Source};
use crate::error::{Error, ErrorKind};
use crate::record::{Batch, Operator, Rejected};
use crate::time::{SystemClock, Timestamp};

pub(super) const OPERATOR: Operator = Operator { name: "from_test", file: "src/main.rs", line: 1, column: 1 };

/// Keeps what a source reports; fails on a reject if `fail` is set.
#[derive(Debug, Default)]
pub(super) struct Kept {
    pub(super) rejected: Mutex<Vec<Rejected>>,
    pub(super) poison: Mutex<Vec<Rejected>>,
    pub(super) notices: Mutex<Vec<String>>,
    pub(super) fail: bool,
}

impl Reports for Kept {
    fn reject(&self, rejected: Rejected) -> Result<(), Error> {
        if self.fail {
            return Err(Error::new(ErrorKind::Record, rejected.reason).at_place(rejected.place));
        }
        self.rejected.lock().unwrap().push(rejected);
        Ok(())
    }

    fn poison(&self, rejected: Rejected) {
        self.poison.lock().unwrap().push(rejected);
    }

    fn notice(&self, _: Operator, text: &str) {
        self.notices.lock().unwrap().push(text.to_owned());
    }
}

/// An opening of worker `worker` of `workers`.
pub(super) fn opening(worker: usize, workers: usize) -> Opening {
    opening_with(Arc::new(Kept::default()), (worker, workers), false)
}

/// An opening that reports to `kept`.
pub(super) fn opening_with(kept: Arc<Kept>, worker: (usize, usize), now: bool) -> Opening {
    Opening::new(worker, OPERATOR, now, Arc::new(SystemClock), kept)
}

/// Batch `number`.
pub(super) fn batch(number: u64) -> Batch {
    Batch { number, epoch: number, time: Timestamp::default(), last: false }
}

/// What the source says without waiting; `None` if it has to wait.
pub(super) fn ready<S: Source>(source: &mut S) -> Option<Ready> {
    match source.poll_ready(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(ready) => Some(ready.expect("the source fails")),
        Poll::Pending => None,
    }
}

/// Everything the source lends until it has to wait or ends.
pub(super) fn drain<T, S: for<'a> Source<Item<'a> = T>>(source: &mut S) -> Vec<T> {
    let mut records = Vec::new();
    while ready(source) == Some(Ready::Records) {
        records.extend(source.chunk(CHUNK));
    }
    records
}
