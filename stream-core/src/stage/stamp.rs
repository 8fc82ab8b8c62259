//! The time of a record, and the time at which operators with lasting state act.

use crate::time::Timestamp;

/// The time of a record, and how far its source had come before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// Event time where the pipeline declares it, else the time of the batch.
    pub time: Timestamp,
    /// The watermark of the record's own source partition as it stood before the record: by it the record is late or not. The least
    /// `Timestamp` where there is none, as in processing time.
    pub watermark: Timestamp,
}

/// What an operator with lasting state is told at the end of each batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tick {
    /// No record that is not late has a time before this: the least watermark of all partitions and sources, or in processing
    /// time the time of the batch. The greatest `Timestamp` when the input has ended. It never goes back.
    pub watermark: Timestamp,
    /// Processing time: the time of the batch.
    pub now: Timestamp,
    /// The number of the batch, from 0.
    pub batch: u64,
    /// The input has ended; this batch takes no records and is no batch for operators that count them.
    pub last: bool,
}
