//! Word count with a closure that looks for spaces eight bytes at a time, in place of `line.split(' ')`: what a program gains
//! that splits its own way.

use std::sync::Arc;

use futures::executor::block_on;
use stream_core::stream;

use super::words::{Lines, digest, twin};
use crate::case::{Case, Work};
use crate::measure::Scale;
use crate::table::{Bound, Row};
use crate::text;

/// The pieces of a line between its spaces, as `line.split(' ')` gives them.
struct Pieces<'a> {
    line: &'a str,
    /// Where the next piece begins; beyond the line after the last.
    start: usize,
    /// Where the next eight bytes begin.
    at: usize,
    /// The highest bit of each byte that is a space, among the eight before `at`.
    spaces: u64,
}

const EACH: u64 = u64::MAX / 255;

/// The highest bit of each byte that is a space.
#[inline]
fn spaces(bytes: [u8; 8]) -> u64 {
    let differs = u64::from_le_bytes(bytes) ^ (EACH * b' ' as u64);
    let low = EACH * 0x7F;
    !(((differs & low) + low) | differs | low)
}

impl<'a> Pieces<'a> {
    #[inline]
    fn of(line: &'a str) -> Self {
        Pieces { line, start: 0, at: 0, spaces: 0 }
    }

    /// Looks at the next eight bytes, or at those that are left.
    #[inline]
    fn look(&mut self) {
        let rest = &self.line.as_bytes()[self.at..];
        let bytes = rest.first_chunk().copied().unwrap_or_else(|| {
            let mut bytes = [0; 8];
            bytes.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
            bytes
        });
        self.spaces = spaces(bytes);
        self.at += 8;
    }
}

impl<'a> Iterator for Pieces<'a> {
    type Item = &'a str;

    #[inline]
    fn next(&mut self) -> Option<&'a str> {
        while self.spaces == 0 && self.at < self.line.len() {
            self.look();
        }
        let end = if self.spaces == 0 {
            self.line.len()
        } else {
            self.at - 8 + self.spaces.trailing_zeros() as usize / 8
        };
        self.spaces &= self.spaces.wrapping_sub(1);
        let piece = self.line.get(self.start..end)?;
        self.start = end + 1;
        Some(piece)
    }
}

fn pipeline(text: Arc<str>) -> u64 {
    let mut sum = 0u64;
    let total = &mut sum;
    let word_counts = stream!({
        let lines = source(Lines::new(text));
        let pairs = lines.flat_map(|line| Pieces::of(line)).map(|word| (word, 1u64));
        let counts = pairs.reduce_by_key(|x, y| x + y);
        counts.for_each(|(word, count)| *total = total.wrapping_add(digest(&word, count)));
    });
    block_on(word_counts.drive()).expect("the pipeline runs");
    sum
}

pub(crate) const CASES: [Case; 1] = [Case {
    name: "words-by-8-bytes",
    pipeline: |bytes| {
        let text: Arc<str> = text::zipf(bytes).into();
        Box::new(move || pipeline(text)) as Work
    },
    twin: |bytes| {
        let text = text::zipf(bytes);
        Box::new(move || twin(&text)) as Work
    },
}];

/// The row on instructions.
pub(crate) fn rows(scale: Scale) -> Vec<Row> {
    let bytes = scale.pick(8_000_000, 100_000_000);
    CASES.iter().map(|case| case.instructions((bytes / 2, bytes), "byte", Bound::met(1.0))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_those_of_split() {
        for line in [
            "",
            " ",
            "a",
            "ab  c",
            "four score and seven years ago",
            " ends with one ",
            "ü ä€ 🦀 ",
            "\0! 12345678",
        ] {
            assert!(Pieces::of(line).eq(line.split(' ')), "{line:?}");
        }
    }
}
