//! UTF-8 lines out of bytes: whole lines are lent as they lie in the buffer, a line that cannot be
//! lent comes out as a [`BadRecord`], and none is lost, doubled or joined with another.
//!
//! A line ends with `\n` or `\r\n`, which are not part of it; a `\r` elsewhere is. UTF-8 is checked
//! once for a whole chunk, beside a look at the first line. A line longer than the limit is skipped
//! as it comes in, so at most the limit and a line end are held, and [`READ`] bytes.
//!
//! A reader fills [`LineBuffer::space`] until [`LineBuffer::look`] finds something, and asks for
//! more bytes only then; so it is never more than one read ahead.

use std::str;

use memchr::{memchr, memrchr};

use super::Chunk;
use super::buffer::{BadRecord, Buffer, KEPT, READ};
use crate::record::Place;

/// The limit of a line's length where none is set, in bytes.
pub(super) const MAX_LINE: usize = 1024 * 1024;

/// What a [`LineBuffer`] holds.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// At least one good line: [`LineBuffer::chunk`] lends it.
    Lines,
    /// The next line cannot be lent; it is used up.
    Bad(BadRecord),
    /// A line is over the limit already and not at its end; it is a [`Found::Bad`] once it is.
    TooLong {
        /// Where its first byte stands in the source.
        offset: u64,
    },
    /// No whole line.
    Nothing,
}

/// Bytes that become lines.
#[derive(Debug)]
pub(super) struct LineBuffer {
    limit: usize,
    buffer: Buffer,
    /// How many bytes at the front are whole lines; their end, like `buffer`'s start, moves on.
    whole: usize,
    /// The line over the limit that is being skipped.
    skipped: Option<Skipped>,
    /// How many bytes a chunk checks at a time: about as many as the last one used.
    window: usize,
    taken: u64,
}

#[derive(Debug)]
struct Skipped {
    raw: Vec<u8>,
    offset: u64,
    length: u64,
}

impl LineBuffer {
    /// A buffer for lines of at most `limit` bytes.
    pub(super) fn new(limit: usize) -> Self {
        let window = READ;
        LineBuffer { limit, buffer: Buffer::default(), whole: 0, skipped: None, window, taken: 0 }
    }

    /// How many lines have been lent.
    pub(super) fn taken(&self) -> u64 {
        self.taken
    }

    /// Where the first byte that is not used up stands in the source.
    pub(super) fn offset(&self) -> u64 {
        self.buffer.offset()
    }

    /// Forgets all bytes; the next one read stands at `offset` of another source.
    pub(super) fn restart(&mut self, offset: u64) {
        self.buffer.restart(offset);
        (self.whole, self.skipped) = (0, None);
    }

    /// Where to read to; never empty after [`Found::Nothing`].
    pub(super) fn space(&mut self) -> &mut [u8] {
        self.buffer.space(self.limit.saturating_add(2))
    }

    /// The first `n` bytes of [`space`](Self::space) have been read.
    pub(super) fn filled(&mut self, n: usize) {
        let before = self.buffer.len();
        self.buffer.filled(n);
        if let Some(last) = memrchr(b'\n', &self.buffer.bytes()[before..]) {
            self.whole = before + last + 1;
        }
    }

    /// The input ends in good order: what is left is the last line, though no line end came.
    /// Called after [`Found::Nothing`]; [`look`](Self::look) finds that line.
    pub(super) fn finish(&mut self) -> Option<BadRecord> {
        self.whole = self.buffer.len();
        self.skipped.take().map(|skipped| self.too_long(skipped))
    }

    /// The input breaks off: the line that has begun can never be whole.
    /// Called after [`Found::Nothing`].
    pub(super) fn cut(&mut self, why: &str) -> Option<BadRecord> {
        let (left, offset) = (self.buffer.len(), self.buffer.offset());
        let (raw, offset) = match self.skipped.take() {
            Some(skipped) => (skipped.raw, skipped.offset),
            None if left == 0 => return None,
            None => (self.buffer.bytes().to_vec(), offset),
        };
        self.buffer.consume(left);
        self.whole = 0;
        Some(BadRecord { raw, offset, reason: format!("incomplete line: {why}") })
    }

    /// What is there.
    pub(super) fn look(&mut self) -> Found {
        if self.skipped.is_some() {
            return self.skip();
        }
        if self.whole == 0 {
            return self.look_at_unfinished();
        }
        let (line, used) = first_line(&self.buffer.bytes()[..self.whole]);
        let (keep, reason) = if line.len() > self.limit {
            let length = self.buffer.bytes()[..used].strip_suffix(b"\n").map_or(used, <[u8]>::len);
            (self.limit.min(KEPT), too_long(length as u64, self.limit))
        } else if let Err(error) = str::from_utf8(line) {
            (line.len(), format!("not UTF-8 from byte {} of the line", error.valid_up_to()))
        } else {
            return Found::Lines;
        };
        let bad = BadRecord { raw: line[..keep].to_vec(), offset: self.buffer.offset(), reason };
        self.consume(used);
        Found::Bad(bad)
    }

    /// Lends at most `max` of the good lines at the front; `source` names where they come from.
    pub(super) fn chunk<'a>(&'a mut self, max: usize, source: &'a str) -> Lines<'a> {
        let offset = self.buffer.offset();
        let whole = if self.skipped.is_some() { 0 } else { self.whole };
        let (bytes, start) = self.buffer.split();
        let text = good_prefix(up_to_line_end(&bytes[..whole], self.window));
        let (whole, window, taken) = (&mut self.whole, &mut self.window, &mut self.taken);
        Lines {
            rest: text,
            left: max,
            limit: self.limit,
            text,
            max,
            source,
            offset,
            start,
            whole,
            window,
            taken,
        }
    }

    fn consume(&mut self, n: usize) {
        self.buffer.consume(n);
        self.whole -= n;
    }

    fn look_at_unfinished(&mut self) -> Found {
        let left = self.buffer.len();
        // A `\r` at the end may yet turn out to belong to the line end.
        if left <= self.limit.saturating_add(1) {
            return Found::Nothing;
        }
        let offset = self.buffer.offset();
        let raw = self.buffer.bytes()[..self.limit.min(KEPT)].to_vec();
        self.buffer.consume(left);
        self.skipped = Some(Skipped { raw, offset, length: left as u64 });
        Found::TooLong { offset }
    }

    fn skip(&mut self) -> Found {
        let Some(mut skipped) = self.skipped.take() else { return Found::Nothing };
        let end = memchr(b'\n', &self.buffer.bytes()[..self.whole]);
        let skip = end.unwrap_or(self.buffer.len());
        skipped.length += skip as u64;
        if end.is_some() {
            self.consume(skip + 1);
            return Found::Bad(self.too_long(skipped));
        }
        self.buffer.consume(skip);
        self.skipped = Some(skipped);
        Found::Nothing
    }

    fn too_long(&self, skipped: Skipped) -> BadRecord {
        let Skipped { raw, offset, length } = skipped;
        BadRecord { raw, offset, reason: too_long(length, self.limit) }
    }
}

fn too_long(length: u64, limit: usize) -> String {
    format!("a line of {length} bytes is over the limit of {limit}")
}

/// The first line of `bytes` without its end, and how many bytes it takes with it.
fn first_line(bytes: &[u8]) -> (&[u8], usize) {
    match memchr(b'\n', bytes) {
        Some(end) => {
            let line = &bytes[..end];
            (line.strip_suffix(b"\r").unwrap_or(line), end + 1)
        }
        None => (bytes, bytes.len()),
    }
}

/// The whole lines in the first `window` of `lines`, at least one.
fn up_to_line_end(lines: &[u8], window: usize) -> &[u8] {
    if lines.len() <= window {
        return lines;
    }
    match memrchr(b'\n', &lines[..window]) {
        Some(last) => &lines[..=last],
        None => &lines[..first_line(lines).1],
    }
}

/// The lines before the first that is not UTF-8.
fn good_prefix(lines: &[u8]) -> &str {
    match str::from_utf8(lines) {
        Ok(text) => text,
        Err(error) => {
            let good = memrchr(b'\n', &lines[..error.valid_up_to()]).map_or(0, |last| last + 1);
            str::from_utf8(&lines[..good]).unwrap_or_default()
        }
    }
}

/// The lines of one chunk; they count as read when they have been returned.
#[derive(Debug)]
pub struct Lines<'a> {
    /// What is still to be returned, of `text`, and how many lines at most.
    rest: &'a str,
    left: usize,
    limit: usize,
    text: &'a str,
    max: usize,
    source: &'a str,
    /// Where `text` stands in the source.
    offset: u64,
    start: &'a mut usize,
    whole: &'a mut usize,
    window: &'a mut usize,
    taken: &'a mut u64,
}

impl<'a> Iterator for Lines<'a> {
    type Item = &'a str;

    #[inline]
    fn next(&mut self) -> Option<&'a str> {
        if self.left == 0 || self.rest.is_empty() {
            return None;
        }
        let (line, rest) = match memchr(b'\n', self.rest.as_bytes()) {
            Some(end) => {
                let line = &self.rest[..end];
                (line.strip_suffix('\r').unwrap_or(line), &self.rest[end + 1..])
            }
            None => (self.rest, ""),
        };
        if line.len() > self.limit {
            return None;
        }
        self.rest = rest;
        self.left -= 1;
        Some(line)
    }
}

impl Chunk for Lines<'_> {
    fn place(&self, _: Option<&[u8]>) -> Option<Place> {
        let returned = &self.text.as_bytes()[..self.text.len() - self.rest.len()];
        let last = returned.strip_suffix(b"\n").unwrap_or(returned);
        let first = memrchr(b'\n', last).map_or(0, |end| end + 1);
        Some(Place { source: self.source.to_owned(), offset: self.offset + first as u64 })
    }
}

impl Drop for Lines<'_> {
    fn drop(&mut self) {
        let used = self.text.len() - self.rest.len();
        *self.start += used;
        *self.whole -= used;
        *self.taken += (self.max - self.left) as u64;
        let next = if self.left == 0 { used + used / 4 } else { 2 * *self.window };
        *self.window = next.clamp(256, READ);
    }
}

#[cfg(test)]
mod tests;
