//! Sources lend chunks of records and know where each record stands.
//!
//! A source is asked in two steps: [`Source::poll_ready`] waits and lends nothing, so several
//! sources can be awaited together and any wait can be dropped; [`Source::chunk`] then lends what
//! is there, without waiting. A lent record (`&str`, `&[u8]`) lives as long as its chunk.

#[cfg(feature = "runtime")]
mod backoff;
#[cfg(feature = "runtime")]
mod binary_records;
#[cfg(feature = "runtime")]
mod blocks;
#[cfg(feature = "runtime")]
mod buffer;
#[cfg(feature = "runtime")]
mod connection;
#[cfg(feature = "runtime")]
mod decoder;
#[cfg(feature = "runtime")]
mod files;
mod first_worker;
#[cfg(feature = "runtime")]
mod folder;
mod from_iter;
mod from_partitions;
mod from_stream;
mod from_vec;
#[cfg(feature = "runtime")]
mod lines;
mod owned;
mod port;
mod queue;
#[cfg(feature = "runtime")]
mod rate;
#[cfg(feature = "runtime")]
mod socket_raw;
#[cfg(feature = "runtime")]
mod socket_text;
#[cfg(test)]
mod testing;
#[cfg(feature = "runtime")]
mod text_files;

use std::sync::Arc;
use std::task::{Context, Poll};

#[cfg(feature = "runtime")]
pub use binary_records::{BinaryBlocks, BinaryRecords, BinaryRecordsSource, binary_records};
#[cfg(feature = "runtime")]
pub use blocks::Blocks;
#[cfg(feature = "runtime")]
pub use decoder::{DecodeError, Decoder};
#[cfg(feature = "runtime")]
pub use files::{Decoded, Files, FilesSource, files};
pub use first_worker::FirstWorker;
#[cfg(feature = "runtime")]
pub use folder::MAX_FILES;
pub use from_iter::{FromIter, IterSource, from_iter};
pub use from_partitions::{FromPartitions, OfPartition, PartitionsSource, from_partitions};
pub use from_stream::{FromStream, StreamSource, from_stream};
pub use from_vec::{FromVec, Items, VecSource, from_vec};
#[cfg(feature = "runtime")]
pub use lines::Lines;
pub use owned::Owned;
pub use port::{Fed, FedChunk, Feeder, InPort, Until};
pub use queue::{Queue, QueueSource, queue};
#[cfg(feature = "runtime")]
pub use rate::{Rate, RateSource, rate};
#[cfg(feature = "runtime")]
pub use socket_raw::{SocketRaw, SocketRawSource, socket_raw};
#[cfg(feature = "runtime")]
pub use socket_text::{SocketText, SocketTextSource, socket_text};
#[cfg(feature = "runtime")]
pub use text_files::{TextFiles, TextFilesSource, text_files};

use crate::error::Error;
use crate::record::{Batch, Operator, Place, Rejected};
use crate::time::Clock;

/// Records in a chunk at most: what a stage takes at a time between two looks at the trigger.
pub const CHUNK: usize = 1024;

/// What a source has when it has been waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ready {
    /// At least one record: [`Source::chunk`] lends it without waiting.
    Records,
    /// Nothing more for this batch; the source is asked again after [`Source::begin_batch`].
    EndOfBatch,
    /// Nothing more, ever.
    End,
}

/// Where records come from. Implement it for a source of your own; `source(value)` in `stream!`
/// takes any value that implements it.
pub trait Source {
    /// A record as it is lent.
    type Item<'a>
    where
        Self: 'a;
    /// Lends the records that are there.
    type Chunk<'a>: Chunk<Item = Self::Item<'a>>
    where
        Self: 'a;

    /// Waits until there are records, or the batch or the input has ended.
    ///
    /// # Errors
    /// Ends the pipeline: the source cannot go on.
    ///
    /// # Cancel safety
    /// A wait may be dropped at any time; no record is lost by it.
    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<Ready, Error>>;

    /// Lends at most `max` records (`max` > 0) without waiting. Called once after each
    /// [`Ready::Records`]. A record counts as read once the chunk has returned it.
    fn chunk(&mut self, max: usize) -> Self::Chunk<'_>;

    /// How many records have been lent since the source was opened.
    fn taken(&self) -> u64;

    /// The partition that the records come from that the next chunk lends, after [`Ready::Records`]. Within a partition records
    /// are read in order, and it has a watermark of its own.
    fn partition(&self) -> usize {
        0
    }

    /// The partitions that this worker reads and that have not ended, in ascending order. `None`, if nothing is said: the source
    /// is not split, all of it is partition 0. Where its records get event time, the first worker alone reads it then, for their
    /// order must not depend on how many workers there are.
    fn partitions(&self) -> Option<&[usize]> {
        None
    }

    /// A batch begins: the source has records for it, if it has any.
    fn begin_batch(&mut self, batch: &Batch) {
        let _ = batch;
    }

    /// Whether the source, though not ready, waits for records that it knows are coming: a file
    /// that has to settle, a connection being made. `Trigger::available_now` waits for those.
    fn expects_more(&self) -> bool {
        false
    }
}

/// The records of one chunk.
pub trait Chunk: Iterator {
    /// Where the record that was returned last stands in the source; `raw` is that record, where
    /// the source lends bytes.
    fn place(&self, raw: Option<&[u8]>) -> Option<Place> {
        let _ = raw;
        None
    }
}

/// What `stream!` takes as a source: a description that is opened when the pipeline starts, once
/// for each worker. Every [`Source`] is its own description, read by the first worker.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no source",
    label = "gives no records",
    note = "`from_iter(..)` makes a source of a collection; implement `stream_core::Source` for a source of your own"
)]
pub trait IntoSource {
    /// The source it opens.
    type Source: Source;

    /// Opens the source for one worker.
    ///
    /// # Errors
    /// What must be there at the start is not, such as a folder: the pipeline does not start.
    fn open(self, opening: &Opening) -> Result<Self::Source, Error>;
}

/// What a source is told when it is opened.
#[derive(Clone)]
#[non_exhaustive]
pub struct Opening {
    /// This worker, from 0.
    pub worker: usize,
    /// How many workers there are. A source with a single reader reads at worker 0 only; one that
    /// can be shared lets every worker take the next chunk; one that is split into partitions says which are whose.
    pub workers: usize,
    /// The operator, for errors.
    pub operator: Operator,
    /// The pipeline reads all there is now and then stops.
    pub available_now: bool,
    /// Processing time.
    pub clock: Arc<dyn Clock>,
    /// What becomes of records that cannot be read, and of what is worth a notice.
    pub reports: Arc<dyn Reports>,
}

impl Opening {
    /// What a pipeline tells the source of one of its workers.
    pub fn new(
        (worker, workers): (usize, usize),
        operator: Operator,
        available_now: bool,
        clock: Arc<dyn Clock>,
        reports: Arc<dyn Reports>,
    ) -> Self {
        Opening { worker, workers, operator, available_now, clock, reports }
    }
}

/// The pipeline's side of what a source has to report.
pub trait Reports: Send + Sync {
    /// A record that cannot be read: goes by the pipeline's policy for errors.
    ///
    /// # Errors
    /// The policy is to fail; the source hands the error on.
    fn reject(&self, rejected: Rejected) -> Result<(), Error>;

    /// A record from a remote peer that cannot be read: skipped, counted and warned of even where
    /// the policy is to fail, for a peer must not end the pipeline; sent to the dead letters where
    /// the policy is that.
    fn poison(&self, rejected: Rejected);

    /// Something worth a notice: a refused connection, a retry, a file that vanished.
    fn notice(&self, operator: Operator, text: &str);
}
