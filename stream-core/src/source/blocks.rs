//! Length-delimited blocks out of bytes: a length as `u32`, big-endian, then as many bytes; whole
//! blocks are lent as they lie in the buffer.

use super::Chunk;
use super::buffer::{BadRecord, Buffer, KEPT};
use crate::record::Place;

/// The bytes of a length.
const LENGTH: usize = 4;

/// What a [`BlockBuffer`] holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// At least one whole block: [`BlockBuffer::chunk`] lends it.
    Blocks,
    /// The next block is over the limit; it and all that came after it is forgotten, for where the
    /// next block begins cannot be trusted.
    TooLarge(BadRecord),
    /// No whole block.
    Nothing,
}

/// Bytes that become blocks.
#[derive(Debug)]
pub(super) struct BlockBuffer {
    limit: usize,
    buffer: Buffer,
    taken: u64,
}

impl BlockBuffer {
    /// A buffer for blocks of at most `limit` bytes.
    pub(super) fn new(limit: usize) -> Self {
        BlockBuffer { limit, buffer: Buffer::default(), taken: 0 }
    }

    /// How many blocks have been lent.
    pub(super) fn taken(&self) -> u64 {
        self.taken
    }

    /// Where to read to; never empty after [`Found::Nothing`].
    pub(super) fn space(&mut self) -> &mut [u8] {
        self.buffer.space(self.limit.saturating_add(LENGTH))
    }

    /// The first `n` bytes of [`space`](Self::space) have been read.
    pub(super) fn filled(&mut self, n: usize) {
        self.buffer.filled(n);
    }

    /// What is there.
    pub(super) fn look(&mut self) -> Found {
        match split_length(self.buffer.bytes()) {
            Some((length, _)) if length > self.limit => Found::TooLarge(self.too_large(length)),
            Some((length, rest)) if length <= rest.len() => Found::Blocks,
            _ => Found::Nothing,
        }
    }

    /// The input ends: a block that has begun can never be whole. Called after [`Found::Nothing`].
    pub(super) fn cut(&mut self, why: &str) -> Option<BadRecord> {
        let left = self.buffer.len();
        let (length, raw) = match self.buffer.bytes() {
            [] => return None,
            bytes => match split_length(bytes) {
                Some((length, body)) => (length.to_string(), body.to_vec()),
                None => ("an unknown number of".to_owned(), Vec::new()),
            },
        };
        let reason = format!("incomplete block: {} of {length} bytes, {why}", raw.len());
        let offset = self.buffer.offset() + left.min(LENGTH) as u64;
        self.buffer.consume(left);
        Some(BadRecord { raw, offset, reason })
    }

    /// Lends at most `max` of the whole blocks at the front; `source` names where they come from.
    pub(super) fn chunk<'a>(&'a mut self, max: usize, source: &'a str) -> Blocks<'a> {
        let (limit, offset) = (self.limit, self.buffer.offset());
        let (bytes, start) = self.buffer.split();
        Blocks {
            rest: bytes,
            left: max,
            limit,
            last: 0,
            length: bytes.len(),
            max,
            source,
            offset,
            start,
            taken: &mut self.taken,
        }
    }

    fn too_large(&mut self, length: usize) -> BadRecord {
        let body = &self.buffer.bytes()[LENGTH..];
        let raw = body[..body.len().min(KEPT)].to_vec();
        let offset = self.buffer.offset() + LENGTH as u64;
        let reason = format!("a block of {length} bytes is over the limit of {}", self.limit);
        self.buffer.consume(self.buffer.len());
        BadRecord { raw, offset, reason }
    }
}

/// The length of the first block, and what comes after that length.
fn split_length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<LENGTH>()?;
    Some((usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX), rest))
}

/// The blocks of one chunk; they count as read when they have been returned.
#[derive(Debug)]
pub struct Blocks<'a> {
    /// What is still to be returned, and how many blocks at most.
    rest: &'a [u8],
    left: usize,
    limit: usize,
    /// The length of the block that was returned last.
    last: usize,
    /// The bytes of the chunk, and where they stand in the source.
    length: usize,
    offset: u64,
    max: usize,
    source: &'a str,
    start: &'a mut usize,
    taken: &'a mut u64,
}

impl<'a> Iterator for Blocks<'a> {
    type Item = &'a [u8];

    #[inline]
    fn next(&mut self) -> Option<&'a [u8]> {
        if self.left == 0 {
            return None;
        }
        let (length, rest) = split_length(self.rest)?;
        if length > self.limit {
            return None;
        }
        let (block, rest) = rest.split_at_checked(length)?;
        (self.rest, self.last) = (rest, length);
        self.left -= 1;
        Some(block)
    }
}

impl Chunk for Blocks<'_> {
    fn place(&self, _: Option<&[u8]>) -> Option<Place> {
        let first = self.length - self.rest.len() - self.last;
        Some(Place { source: self.source.to_owned(), offset: self.offset + first as u64 })
    }
}

impl Drop for Blocks<'_> {
    fn drop(&mut self) {
        *self.start += self.length - self.rest.len();
        *self.taken += (self.max - self.left) as u64;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn framed(blocks: &[Vec<u8>]) -> Vec<u8> {
        let frame =
            |block: &Vec<u8>| [&u32::try_from(block.len()).unwrap().to_be_bytes()[..], block].concat();
        blocks.iter().flat_map(frame).collect()
    }

    /// Reads `input` in pieces of `step` bytes, chunks of `max` blocks.
    fn read(input: &[u8], limit: usize, step: usize, max: usize) -> (Vec<(Vec<u8>, u64)>, Option<BadRecord>) {
        let mut blocks = BlockBuffer::new(limit);
        let (mut lent, mut input) = (Vec::new(), input);
        loop {
            match blocks.look() {
                Found::TooLarge(bad) => return (lent, Some(bad)),
                Found::Nothing if input.is_empty() => return (lent, blocks.cut("closed")),
                Found::Nothing => {
                    let space = blocks.space();
                    let n = step.min(space.len()).min(input.len());
                    assert!(n > 0, "no room to read to");
                    space[..n].copy_from_slice(&input[..n]);
                    input = &input[n..];
                    blocks.filled(n);
                }
                Found::Blocks => {
                    let mut chunk = blocks.chunk(max, "here");
                    while let Some(block) = chunk.next() {
                        let block = block.to_vec();
                        lent.push((block, chunk.place(None).unwrap().offset));
                    }
                    drop(chunk);
                    assert_eq!(blocks.taken(), lent.len() as u64);
                }
            }
        }
    }

    #[test]
    fn a_block_of_the_limit_is_lent_and_one_byte_more_is_not() {
        let input = framed(&[vec![], vec![7; 200_000]]);
        assert_eq!(read(&input, 200_000, 99_999, 9), (vec![(vec![], 4), (vec![7; 200_000], 8)], None));
        let (lent, bad) = read(&input, 199_999, 99_999, 9);
        let bad = bad.unwrap();
        assert_eq!((lent.len(), bad.offset), (1, 8));
        assert_eq!(bad.raw, [7; KEPT]);
        assert_eq!(bad.reason, "a block of 200000 bytes is over the limit of 199999");
    }

    #[test]
    fn a_block_that_is_cut_off_comes_out_with_what_there_was() {
        let bad = |raw: &[u8], offset, reason: &str| {
            Some(BadRecord { raw: raw.to_vec(), offset, reason: reason.to_owned() })
        };
        assert_eq!(
            read(&[0, 0, 0, 3, b'a'], 9, 2, 1).1,
            bad(b"a", 4, "incomplete block: 1 of 3 bytes, closed")
        );
        assert_eq!(
            read(&[0, 0], 9, 2, 1).1,
            bad(b"", 2, "incomplete block: 0 of an unknown number of bytes, closed")
        );
        assert_eq!(read(&[], 9, 2, 1).1, None);
    }

    proptest! {
        #[test]
        fn every_cut_of_the_input_gives_the_blocks_that_were_framed(
            blocks in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..20), 0..50),
            step in 1_usize..30,
            max in 1_usize..5,
        ) {
            let (lent, bad) = read(&framed(&blocks), 20, step, max);
            prop_assert_eq!(bad, None);
            let mut offset = 0;
            for ((block, place), expected) in lent.iter().zip(&blocks) {
                prop_assert_eq!((block, *place), (expected, offset + 4));
                offset += 4 + block.len() as u64;
            }
            prop_assert_eq!(lent.len(), blocks.len());
        }
    }
}
