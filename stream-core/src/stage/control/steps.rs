//! What workers tell the state machine, and what they are told.

use crate::record::Batch;
use crate::time::Timestamp;

/// What a worker that is ready for its next batch has to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::stage) enum Join {
    /// The batch is open.
    Joined(Batch),
    /// No batch is open; this worker may open it.
    Decide,
    /// All input has ended; this worker may open the last batch.
    Last,
    /// Others are still at the batch before.
    Wait,
    /// There is no further batch.
    Over,
    /// Another worker has failed, or the pipeline is aborted.
    Failed,
}

/// What a worker's sources say, taken together.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::stage) struct Polled {
    /// One has records.
    pub(in crate::stage) ready: bool,
    /// One has ended for this batch.
    pub(in crate::stage) any_done: bool,
    /// Every one has ended.
    pub(in crate::stage) all_ended: bool,
    /// Every one has ended, at least for this batch.
    pub(in crate::stage) all_done: bool,
    /// One has records, but the reader of the dead letters is behind: nothing may be read.
    pub(in crate::stage) held: bool,
}

/// A claim on records of the batch, and how much of it was used.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::stage) struct Claim {
    pub(in crate::stage) claimed: u64,
    pub(in crate::stage) used: u64,
}

/// What a worker in an open batch does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::stage) enum Next {
    /// Takes this many records at most.
    Take(usize),
    /// Closes the batch for itself.
    Close,
    /// Waits for its sources, the tick, or another worker.
    Wait(Option<Timestamp>),
    /// Another worker has failed, or the pipeline is aborted.
    Failed,
}

/// What is known of a batch that all workers have ended.
#[derive(Clone, Copy, Debug)]
pub(in crate::stage) struct Ended {
    pub(in crate::stage) batch: Batch,
    pub(in crate::stage) opened_at: Timestamp,
    pub(in crate::stage) taken: u64,
    pub(in crate::stage) out: u64,
}
