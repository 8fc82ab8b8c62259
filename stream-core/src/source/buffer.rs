//! The bytes between a reader and its records: read at the back, lent from the front, bounded.
//!
//! Bytes are moved only to bring the unfinished record at the end back to the front, and the buffer
//! grows, by doubling, only for a record that does not fit.

/// What is read at a time, in bytes.
pub(super) const READ: usize = 64 * 1024;

/// The most bytes that are kept of a record over its limit.
pub(super) const KEPT: usize = 4096;

/// A record that cannot be lent.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct BadRecord {
    /// Its bytes, as they would have been lent; of one over the limit at most the first [`KEPT`].
    pub(super) raw: Vec<u8>,
    /// Where its first byte stands in the source.
    pub(super) offset: u64,
    /// What is wrong with it.
    pub(super) reason: String,
}

/// Bytes read and not yet lent.
#[derive(Debug, Default)]
pub(super) struct Buffer {
    /// All of it is initialised; only `start..end` means something.
    bytes: Vec<u8>,
    /// The first byte that is not lent yet.
    start: usize,
    /// The end of what has been read.
    end: usize,
    /// Where `bytes[0]` stands in the source.
    base: u64,
}

impl Buffer {
    /// The bytes that are there.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes[self.start..self.end]
    }

    /// How many bytes are there.
    pub(super) fn len(&self) -> usize {
        self.end - self.start
    }

    /// Where the first of [`bytes`](Self::bytes) stands in the source.
    pub(super) fn offset(&self) -> u64 {
        self.base + self.start as u64
    }

    /// The bytes that are there, and what to add to once some of them are used up.
    pub(super) fn split(&mut self) -> (&[u8], &mut usize) {
        (&self.bytes[self.start..self.end], &mut self.start)
    }

    /// The first `n` bytes are used up.
    pub(super) fn consume(&mut self, n: usize) {
        debug_assert!(n <= self.len());
        self.start += n;
    }

    /// Forgets all bytes; the next one read stands at `offset`.
    pub(super) fn restart(&mut self, offset: u64) {
        (self.start, self.end, self.base) = (0, 0, offset);
    }

    /// Room for further bytes, never empty as long as fewer than `most` are there: grows to `most`
    /// bytes at most, or to [`READ`] where that is more.
    pub(super) fn space(&mut self, most: usize) -> &mut [u8] {
        self.move_up();
        if self.end == self.bytes.len() {
            let size = (2 * self.bytes.len()).min(most).max(READ);
            self.bytes.reserve_exact(size.saturating_sub(self.bytes.len()));
            self.bytes.resize(size.max(self.end), 0);
        }
        &mut self.bytes[self.end..]
    }

    /// The first `n` bytes of the [`space`](Self::space) have been read.
    pub(super) fn filled(&mut self, n: usize) {
        debug_assert!(self.end + n <= self.bytes.len());
        self.end += n;
    }

    fn move_up(&mut self) {
        self.bytes.copy_within(self.start..self.end, 0);
        self.base += self.start as u64;
        (self.start, self.end) = (0, self.end - self.start);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn add(buffer: &mut Buffer, bytes: &[u8], most: usize) {
        for piece in bytes.chunks(READ / 2) {
            let space = buffer.space(most);
            space[..piece.len()].copy_from_slice(piece);
            buffer.filled(piece.len());
        }
    }

    #[test]
    fn what_is_not_used_up_moves_to_the_front_and_keeps_its_offset() {
        let mut buffer = Buffer::default();
        add(&mut buffer, b"abcdef", READ);
        buffer.consume(4);
        add(&mut buffer, b"gh", READ);
        assert_eq!((buffer.bytes(), buffer.offset()), (&b"efgh"[..], 4));
        assert_eq!(buffer.space(READ).len(), READ - 4);
    }

    #[test]
    fn it_grows_to_the_bound_and_no_further() {
        let mut buffer = Buffer::default();
        add(&mut buffer, &vec![b'x'; 3 * READ], 3 * READ + 2);
        assert_eq!(buffer.space(3 * READ + 2).len(), 2);
        buffer.filled(2);
        assert_eq!(buffer.space(3 * READ + 2).len(), 0);
    }
}
