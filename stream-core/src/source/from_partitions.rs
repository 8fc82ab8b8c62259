//! `from_partitions(iterators)`: each iterator is a partition, read in order by one worker.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use super::owned::{Buffer, Owned, lock};
use super::{CHUNK, Chunk, IntoSource, Opening, Ready, Source};
use crate::error::Error;
use crate::record::Place;

/// Reads `partitions`, each an iterator, bounded or not, whose records are in some order among themselves.
///
/// Partition `p`, counted from 0, is read by worker `p` modulo their number, a chunk at a time in turn with the worker's other
/// partitions. In event time each has a watermark of its own, so they may be at different times. Otherwise as
/// [`from_iter`](super::from_iter).
pub fn from_partitions<P: IntoIterator>(partitions: P) -> FromPartitions<<P::Item as IntoIterator>::IntoIter>
where
    P::Item: IntoIterator,
{
    let partitions = partitions.into_iter().map(|items| Some(items.into_iter())).collect();
    FromPartitions { partitions: Arc::new(Mutex::new(partitions)) }
}

/// Iterators as the partitions of a source; made by [`from_partitions`]. Clones share them.
pub struct FromPartitions<I> {
    partitions: Arc<Mutex<Vec<Option<I>>>>,
}

impl<I> Clone for FromPartitions<I> {
    fn clone(&self) -> Self {
        FromPartitions { partitions: Arc::clone(&self.partitions) }
    }
}

impl<I> fmt::Debug for FromPartitions<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FromPartitions").finish_non_exhaustive()
    }
}

impl<I: Iterator> IntoSource for FromPartitions<I> {
    type Source = PartitionsSource<I, I::Item>;

    fn open(self, opening: &Opening) -> Result<Self::Source, Error> {
        let name = opening.operator.name;
        let mut all = lock(&self.partitions);
        let mine = all.iter_mut().enumerate().skip(opening.worker).step_by(opening.workers);
        let mine = mine.filter_map(|(number, items)| Some((number, items.take()?)));
        let (numbers, open) = mine
            .map(|(number, items)| {
                (number, Partition { items: Some(items), given: 0, buffer: Buffer::new(name) })
            })
            .unzip();
        Ok(PartitionsSource { name, numbers, open, at: 0, lent: false, others: 0 })
    }
}

/// The partitions of one worker.
pub struct PartitionsSource<I, T> {
    name: &'static str,
    /// The numbers of those that have not ended, in order.
    numbers: Vec<usize>,
    open: Vec<Partition<I, T>>,
    /// The partition that is read.
    at: usize,
    /// It has had its turn.
    lent: bool,
    /// Records lent of all partitions but that one.
    others: u64,
}

struct Partition<I, T> {
    /// `None` when it has given all it has.
    items: Option<I>,
    given: u64,
    buffer: Buffer<T>,
}

impl<I, T> fmt::Debug for PartitionsSource<I, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PartitionsSource").field("numbers", &self.numbers).finish_non_exhaustive()
    }
}

impl<T, I: Iterator<Item = T>> Partition<I, T> {
    /// Whether it has records, after taking in more if it has none.
    fn has_records(&mut self) -> bool {
        if !self.buffer.has_records()
            && let Some(items) = &mut self.items
        {
            let taken = self.buffer.fill(self.given, items);
            self.given += taken;
            if taken < CHUNK as u64 {
                self.items = None;
            }
        }
        self.buffer.has_records()
    }
}

impl<I, T> PartitionsSource<I, T> {
    fn taken_here(&self) -> u64 {
        self.open.get(self.at).map_or(0, |partition| partition.buffer.taken())
    }

    /// Goes on at the partition `at`, or at the first if there is none there.
    fn go_to(&mut self, at: usize) {
        self.at = if at < self.open.len() { at } else { 0 };
        self.others -= self.taken_here();
    }

    fn next_turn(&mut self) {
        self.others += self.taken_here();
        self.go_to(self.at + 1);
    }

    /// The partition at hand has ended.
    fn close(&mut self) {
        self.others += self.taken_here();
        self.open.remove(self.at);
        self.numbers.remove(self.at);
        self.go_to(self.at);
    }
}

impl<T, I: Iterator<Item = T>> Source for PartitionsSource<I, T> {
    type Item<'a>
        = T
    where
        Self: 'a;
    type Chunk<'a>
        = OfPartition<'a, T>
    where
        Self: 'a;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<Ready, Error>> {
        if std::mem::take(&mut self.lent) {
            self.next_turn();
        }
        while let Some(partition) = self.open.get_mut(self.at) {
            if partition.has_records() {
                return Poll::Ready(Ok(Ready::Records));
            }
            self.close();
        }
        Poll::Ready(Ok(Ready::End))
    }

    fn chunk(&mut self, max: usize) -> OfPartition<'_, T> {
        self.lent = true;
        let (name, number) = (self.name, self.partition());
        OfPartition { records: self.open[self.at].buffer.chunk(max), name, number }
    }

    fn taken(&self) -> u64 {
        self.others + self.taken_here()
    }

    fn partition(&self) -> usize {
        self.numbers.get(self.at).copied().unwrap_or(0)
    }

    fn partitions(&self) -> Option<&[usize]> {
        Some(&self.numbers)
    }
}

/// A chunk of one partition.
#[derive(Debug)]
pub struct OfPartition<'a, T> {
    records: Owned<'a, T>,
    name: &'static str,
    number: usize,
}

impl<T> Iterator for OfPartition<'_, T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        self.records.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.records.size_hint()
    }
}

/// The number of the record in its partition.
impl<T> Chunk for OfPartition<'_, T> {
    fn place(&self, raw: Option<&[u8]>) -> Option<Place> {
        let place = self.records.place(raw)?;
        Some(Place { source: format!("{}, partition {}", self.name, self.number), ..place })
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{self, opening};
    use super::*;

    /// Partitions of these lengths; a record is its partition and its number in it.
    fn parts(lengths: &[usize]) -> FromPartitions<impl Iterator<Item = (usize, usize)> + use<>> {
        let part = |(number, length): (usize, &usize)| {
            let length = *length;
            (0..length).map(move |i| (number, i))
        };
        from_partitions(lengths.iter().enumerate().map(part).collect::<Vec<_>>())
    }

    /// The chunks of a worker: partition, length, the partitions that are open then.
    fn chunks(
        source: FromPartitions<impl Iterator<Item = (usize, usize)>>,
        worker: usize,
        workers: usize,
    ) -> Vec<Vec<usize>> {
        let mut source = source.open(&opening(worker, workers)).unwrap();
        let (mut chunks, mut taken) = (Vec::new(), 0);
        while testing::ready(&mut source) == Some(Ready::Records) {
            let number = source.partition();
            let listed = source.partitions().unwrap().to_vec();
            let records: Vec<_> = source.chunk(CHUNK).collect();
            assert!(records.iter().all(|(of, _)| *of == number), "a chunk is of one partition");
            assert!(records.windows(2).all(|pair| pair[0].1 + 1 == pair[1].1), "in order");
            taken += records.len() as u64;
            assert_eq!(source.taken(), taken);
            chunks.push([vec![number, records.len()], listed].concat());
        }
        assert_eq!(source.partitions(), Some(&[][..]));
        assert_eq!(source.taken(), taken);
        chunks
    }

    #[test]
    fn partitions_have_their_turns_until_they_end() {
        let seen = chunks(parts(&[1500, 10, 0, 2048]), 0, 1);
        assert_eq!(
            seen,
            [
                vec![0, 1024, 0, 1, 2, 3],
                vec![1, 10, 0, 1, 2, 3],
                vec![3, 1024, 0, 1, 3],
                vec![0, 476, 0, 1, 3],
                vec![3, 1024, 0, 3],
            ]
        );
    }

    #[test]
    fn a_partition_is_read_by_one_worker() {
        let shared = parts(&[1, 2, 3, 4, 5]);
        assert_eq!(chunks(shared.clone(), 0, 2), [[0, 1, 0, 2, 4], [2, 3, 0, 2, 4], [4, 5, 0, 2, 4]]);
        assert_eq!(chunks(shared.clone(), 1, 2), [[1, 2, 1, 3], [3, 4, 1, 3]]);
        assert!(chunks(parts(&[1]), 3, 4).is_empty());
        assert!(chunks(parts(&[]), 0, 1).is_empty());
    }

    #[test]
    fn what_a_chunk_did_not_return_comes_next_and_a_place_names_the_partition() {
        let mut source = parts(&[3, 3]).open(&opening(0, 1)).unwrap();
        assert_eq!(testing::ready(&mut source), Some(Ready::Records));
        assert_eq!(source.chunk(2).next(), Some((0, 0)));
        assert_eq!(source.taken(), 1);
        assert_eq!(testing::ready(&mut source), Some(Ready::Records));
        let mut chunk = source.chunk(CHUNK);
        assert_eq!(chunk.by_ref().last(), Some((1, 2)));
        let place = chunk.place(None).unwrap();
        assert_eq!(place.to_string(), "from_test, partition 1, offset 2");
        drop(chunk);
        assert_eq!(testing::drain(&mut source), [(0, 1), (0, 2)]);
        assert_eq!(source.taken(), 6);
    }
}
