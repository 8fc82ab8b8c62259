//! A source of several partitions that says which records each batch has, of whichever partition: in a batch they may all be silent.

use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll};
use std::vec;

use stream_core::source::{Chunk, Opening, Ready};
use stream_core::{Batch, Error, IntoSource, Source};

use crate::oracle::Record;
use crate::oracle::idle::Step;

/// What the workers share. Partition `p` is read by worker `p` modulo their number.
#[derive(Clone)]
pub(crate) struct Script(Arc<Mutex<Shared>>);

struct Shared {
    /// The records of each batch that have not been lent.
    steps: Vec<Step>,
    current: usize,
    /// The batch that is at hand; none before the first.
    number: Option<u64>,
}

impl Script {
    /// The records of each batch, by partition. A batch that takes no records, because something is due, leaves them to the next.
    pub(crate) fn new(steps: Vec<Step>) -> Self {
        Script(Arc::new(Mutex::new(Shared { steps, current: 0, number: None })))
    }
}

impl IntoSource for Script {
    type Source = Reader;

    fn open(self, opening: &Opening) -> Result<Reader, Error> {
        let shared = self.0.lock().expect("no panic");
        let partitions = shared.steps.first().map_or(0, Vec::len);
        let mine = (opening.worker..partitions).step_by(opening.workers).collect();
        drop(shared);
        Ok(Reader { script: self, mine, at: 0, number: None, taken: 0 })
    }
}

/// The script as one worker reads it.
pub(crate) struct Reader {
    script: Script,
    mine: Vec<usize>,
    at: usize,
    number: Option<u64>,
    taken: u64,
}

impl Reader {
    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.script.0.lock().expect("no panic")
    }
}

/// The records of a partition.
pub(crate) struct Lent(vec::IntoIter<Record>);

impl Iterator for Lent {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        self.0.next()
    }
}

impl Chunk for Lent {}

impl Source for Reader {
    type Item<'a> = Record;
    type Chunk<'a> = Lent;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<Ready, Error>> {
        let shared = self.shared();
        let has_records =
            |step: &Step| self.mine.iter().copied().find(|partition| !step[*partition].is_empty());
        let (ready, at) = match shared.steps.get(shared.current) {
            None => (Ready::End, None),
            Some(_) if shared.number != self.number => (Ready::EndOfBatch, None),
            Some(step) => {
                has_records(step).map_or((Ready::EndOfBatch, None), |at| (Ready::Records, Some(at)))
            }
        };
        drop(shared);
        self.at = at.unwrap_or(self.at);
        Poll::Ready(Ok(ready))
    }

    fn chunk(&mut self, max: usize) -> Lent {
        let mut shared = self.shared();
        let current = shared.current;
        let records = &mut shared.steps[current][self.at];
        let lent: Vec<Record> = records.drain(..max.min(records.len())).collect();
        drop(shared);
        self.taken += lent.len() as u64;
        Lent(lent.into_iter())
    }

    fn taken(&self) -> u64 {
        self.taken
    }

    fn partition(&self) -> usize {
        self.at
    }

    fn partitions(&self) -> Option<&[usize]> {
        Some(&self.mine)
    }

    fn begin_batch(&mut self, batch: &Batch) {
        self.number = Some(batch.number);
        let mut shared = self.shared();
        let before = shared.number.replace(batch.number);
        let is_lent = shared.steps.get(shared.current).is_some_and(|step| step.iter().all(Vec::is_empty));
        if is_lent && before.is_some_and(|before| before != batch.number) {
            shared.current += 1;
        }
    }
}
