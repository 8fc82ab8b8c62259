//! Pipelines written as the macro writes them, with sources that say what the test tells them to.

mod basics;
mod errors;
mod lasting;
mod life_cycle;
mod triggers;
mod workers;

use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use tokio::sync::mpsc;

use crate::error::Error;
use crate::private::Plan;
use crate::record::{Batch, Operator};
use crate::source::{Chunk, Ready, Source};
use crate::time::Timestamp;

const fn operator(name: &'static str, line: u32) -> Operator {
    Operator { name, file: "src/main.rs", line, column: 9 }
}

/// A source, a map, a keyed reduction behind a boundary, a sink.
const PLAN: Plan = Plan {
    operators: &[
        operator("source", 1),
        operator("map", 2),
        operator("reduce_by_key", 3),
        operator("for_each", 4),
    ],
    inputs: &[&[], &[0], &[1], &[2]],
    boundaries: &[(2, "records of a key meet on one worker")],
    stages: &[0, 0, 0, 1],
    per_batch: &[],
    lasting: &[],
    ordered: &[],
    waits: false,
};

/// What a source of a test is fed with.
#[derive(Debug)]
enum Step {
    Record(u64),
    EndOfBatch,
    Fail,
}

/// A source that the test feeds; clones share the feed, and it ends when the sender is dropped.
#[derive(Clone)]
struct Fed {
    steps: Arc<Mutex<mpsc::UnboundedReceiver<Step>>>,
    records: Vec<u64>,
    over: Option<Ready>,
    taken: u64,
}

fn fed() -> (mpsc::UnboundedSender<Step>, Fed) {
    let (sender, steps) = mpsc::unbounded_channel();
    (sender, Fed { steps: Arc::new(Mutex::new(steps)), records: Vec::new(), over: None, taken: 0 })
}

/// A source of the records `0..n`, shared by all workers.
fn numbers(n: u64) -> Fed {
    let (sender, source) = fed();
    (0..n).for_each(|record| sender.send(Step::Record(record)).expect("the source is there"));
    source
}

impl crate::source::IntoSource for Fed {
    type Source = FedSource;

    fn open(self, _: &crate::source::Opening) -> Result<FedSource, Error> {
        Ok(FedSource(self))
    }
}

struct FedSource(Fed);

impl Source for FedSource {
    type Item<'a> = u64;
    type Chunk<'a> = Lent<'a>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<Ready, Error>> {
        let fed = &mut self.0;
        let mut steps = fed.steps.lock().expect("no worker panicked with it");
        while fed.over.is_none() && fed.records.len() < 1024 {
            match steps.poll_recv(cx) {
                Poll::Ready(Some(Step::Record(record))) => fed.records.push(record),
                Poll::Ready(Some(Step::Fail)) => {
                    return Poll::Ready(Err(Error::new(crate::ErrorKind::Source, "the source fails")));
                }
                Poll::Ready(Some(Step::EndOfBatch)) => fed.over = Some(Ready::EndOfBatch),
                Poll::Ready(None) => fed.over = Some(Ready::End),
                Poll::Pending if fed.records.is_empty() => return Poll::Pending,
                Poll::Pending => break,
            }
        }
        if fed.records.is_empty() {
            return Poll::Ready(Ok(fed.over.unwrap_or(Ready::End)));
        }
        Poll::Ready(Ok(Ready::Records))
    }

    fn chunk(&mut self, max: usize) -> Lent<'_> {
        let end = self.0.records.len().min(max);
        Lent { records: self.0.records.drain(..end), taken: &mut self.0.taken }
    }

    fn taken(&self) -> u64 {
        self.0.taken
    }

    fn begin_batch(&mut self, _: &Batch) {
        if self.0.over == Some(Ready::EndOfBatch) {
            self.0.over = None;
        }
    }
}

struct Lent<'a> {
    records: std::vec::Drain<'a, u64>,
    taken: &'a mut u64,
}

impl Iterator for Lent<'_> {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        let record = self.records.next()?;
        *self.taken += 1;
        Some(record)
    }
}

impl Chunk for Lent<'_> {}

/// Lets the pipeline, on the same thread, go on until it waits.
async fn others_run() {
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
}

/// The batches that a pipeline of a test has ended: their time and records, in order of arrival.
type Batches = Arc<Mutex<Vec<(u64, Timestamp, Vec<u64>)>>>;

/// The pipeline of most tests: every record into the batch it came in, worker by worker.
macro_rules! recording {
    ($source:expr, $batches:expr, |$record:ident| $map:expr) => {{
        let (source, batches): (_, Batches) = ($source, Arc::clone(&$batches));
        crate::private::pipeline(PLAN, move |cx: crate::private::Cx<()>| async move {
            let (mut w, ()) = cx.split();
            let mut s0 = w.open(0, source)?;
            w.opened().await?;
            let mut here = Vec::new();
            while w.begin(&mut (&mut s0, ())).await? {
                while w.fill(&mut (&mut s0, ())).await?.is_some() {
                    let at = w.at(0);
                    let mut chunk = s0.chunk();
                    while let Some(item) = chunk.next() {
                        at.op(1);
                        let $record = item;
                        here.push($map);
                    }
                }
                w.out(here.len() as u64);
                let records = std::mem::take(&mut here);
                batches.lock().expect("no panic").push((w.batch().number, w.batch().time, records));
                w.end().await?;
            }
            Ok(())
        })
    }};
}
use recording;
