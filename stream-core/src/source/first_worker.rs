//! [`FirstWorker`]: a source with a single reader, read at worker 0; the others have no input.

use std::task::{Context, Poll};

use super::{IntoSource, Opening, Ready, Source};
use crate::error::Error;
use crate::record::Batch;

/// A source that only worker 0 reads; at every other worker it ends at once.
#[derive(Debug)]
pub struct FirstWorker<S> {
    source: S,
    reads: bool,
}

impl<S> FirstWorker<S> {
    /// `source`, read if `opening` is for worker 0.
    pub fn new(source: S, opening: &Opening) -> Self {
        FirstWorker { source, reads: opening.worker == 0 }
    }
}

/// Every source is its own description; with several workers the first one reads it.
impl<S: Source> IntoSource for S {
    type Source = FirstWorker<S>;

    fn open(self, opening: &Opening) -> Result<FirstWorker<S>, Error> {
        Ok(FirstWorker::new(self, opening))
    }
}

impl<S: Source> Source for FirstWorker<S> {
    type Item<'a>
        = S::Item<'a>
    where
        Self: 'a;
    type Chunk<'a>
        = S::Chunk<'a>
    where
        Self: 'a;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<Ready, Error>> {
        if self.reads { self.source.poll_ready(cx) } else { Poll::Ready(Ok(Ready::End)) }
    }

    fn chunk(&mut self, max: usize) -> S::Chunk<'_> {
        self.source.chunk(max)
    }

    fn taken(&self) -> u64 {
        if self.reads { self.source.taken() } else { 0 }
    }

    fn partition(&self) -> usize {
        self.source.partition()
    }

    fn partitions(&self) -> Option<&[usize]> {
        if self.reads { self.source.partitions() } else { Some(&[]) }
    }

    fn begin_batch(&mut self, batch: &Batch) {
        if self.reads {
            self.source.begin_batch(batch);
        }
    }

    fn expects_more(&self) -> bool {
        self.reads && self.source.expects_more()
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{self, opening};
    use super::super::{IntoSource, from_iter};
    use super::*;

    #[test]
    fn only_the_first_worker_reads() {
        for (worker, expected) in [(0, vec![1, 2]), (1, vec![]), (2, vec![])] {
            let own = from_iter([1, 2]).open(&opening(worker, 3)).unwrap();
            let mut source = own.open(&opening(worker, 3)).unwrap();
            assert_eq!(testing::drain(&mut source), expected, "worker {worker}");
            assert_eq!(source.taken(), expected.len() as u64);
            assert!(!source.expects_more());
        }
    }
}
