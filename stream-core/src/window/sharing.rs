//! How the records of a batch get to the workers that own their keys.
//!
//! As a rule each worker aggregates its own records, and the states move. Where hardly any key repeats within a batch that is
//! work without a gain: then each record moves, as the state of one record.

/// What is decided from batch to batch.
#[derive(Debug, Default)]
pub(super) struct Sharing {
    /// Records move as they are; to so many workers.
    pub(super) raw: Option<usize>,
    /// How many records this batch has, as far as they were counted.
    pub(super) records: usize,
    /// How many batches moved as records since states were last tried.
    raw_batches: u32,
    /// In how many batches to come nothing is decided: keys have repeated.
    settled: u32,
}

/// After so many batches of records, states are tried again; after so many of states, records are counted again.
const TRY_AGAIN: u32 = 15;

/// After so many records of a batch it is looked at what has come of them.
const LOOK: usize = 1 << 16;

impl Sharing {
    /// Counts a record of a batch that moves as states, of which there are so many `entries` now. Where hardly any of many records
    /// has met its key, a batch of half a million is not worth it either, if keys are equally frequent: what is left of it moves as records.
    #[inline]
    pub(super) fn count(&mut self, workers: usize, entries: impl FnOnce() -> usize) {
        self.records += 1;
        if self.records.is_multiple_of(LOOK) && entries() > self.records / 16 * 15 {
            (self.raw, self.raw_batches) = (Some(workers), 0);
        }
    }

    /// Whether the records of the batch are to be counted, so that it can be decided.
    pub(super) fn counts(&self) -> bool {
        self.settled == 0
    }

    /// A batch has ended, with so many entries if it moved as states: decides how the next one moves. Nothing is decided where no
    /// record was counted.
    pub(super) fn decide(&mut self, entries: usize, workers: usize) {
        let records = std::mem::take(&mut self.records);
        if records == 0 {
            self.settled = self.settled.saturating_sub(1);
            return;
        }
        if self.raw.is_some() {
            self.raw_batches += 1;
            if self.raw_batches == TRY_AGAIN {
                self.raw = None;
            }
        } else if entries > records / 2 {
            self.raw = Some(workers);
            self.raw_batches = 0;
        } else {
            self.settled = TRY_AGAIN;
        }
    }
}
