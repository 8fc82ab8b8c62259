//! Word count: lent lines of Zipf text in memory, counted batch by batch.

use std::fmt;
use std::sync::Arc;
use std::task::{Context, Poll};

use foldhash::fast::FixedState;
use futures::executor::block_on;
use hashbrown::HashMap;
use stream_core::source::{Chunk, Ready};
use stream_core::{Batch, Error, Source, stream};

use crate::case::{Case, Work};
use crate::measure::{Scale, allocations};
use crate::table::{Bound, Row};
use crate::text;

/// Batches that a text is cut into.
const BATCHES: usize = 4;

/// A source that lends the lines of a text in memory: the one a user would write.
pub(super) struct Lines {
    text: Arc<str>,
    at: usize,
    /// Where the batch ends.
    until: usize,
    /// Where the batches end, the next one last.
    ends: Vec<usize>,
    taken: u64,
}

impl fmt::Debug for Lines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lines").field("at", &self.at).finish_non_exhaustive()
    }
}

impl Lines {
    pub(super) fn new(text: Arc<str>) -> Self {
        let mut ends: Vec<_> = text::batches(&text, BATCHES).map(|range| range.end).collect();
        ends.reverse();
        Lines { text, at: 0, until: 0, ends, taken: 0 }
    }
}

impl Source for Lines {
    type Item<'a> = &'a str;
    type Chunk<'a> = LentLines<'a>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<Ready, Error>> {
        Poll::Ready(Ok(match (self.at < self.until, self.ends.is_empty()) {
            (true, _) => Ready::Records,
            (false, false) => Ready::EndOfBatch,
            (false, true) => Ready::End,
        }))
    }

    #[inline]
    fn chunk(&mut self, max: usize) -> LentLines<'_> {
        let rest = &self.text[self.at..self.until];
        LentLines { rest, left: max, at: &mut self.at, taken: &mut self.taken }
    }

    fn taken(&self) -> u64 {
        self.taken
    }

    fn begin_batch(&mut self, _: &Batch) {
        self.until = self.ends.pop().unwrap_or(self.until);
    }
}

/// The lines of one chunk.
pub(super) struct LentLines<'a> {
    rest: &'a str,
    left: usize,
    at: &'a mut usize,
    taken: &'a mut u64,
}

impl<'a> Iterator for LentLines<'a> {
    type Item = &'a str;

    #[inline]
    fn next(&mut self) -> Option<&'a str> {
        if self.left == 0 || self.rest.is_empty() {
            return None;
        }
        let end = memchr::memchr(b'\n', self.rest.as_bytes()).unwrap_or(self.rest.len());
        let (line, rest) = self.rest.split_at(end);
        self.rest = rest.get(1..).unwrap_or_default();
        self.left -= 1;
        *self.at += line.len() + 1;
        *self.taken += 1;
        Some(line)
    }
}

impl Chunk for LentLines<'_> {}

/// The sum over all counts of what tells word and count apart.
#[inline]
pub(super) fn digest(word: &str, count: u64) -> u64 {
    let bytes = word.as_bytes();
    let ends =
        u64::from(bytes.first().copied().unwrap_or(0)) << 8 | u64::from(bytes.last().copied().unwrap_or(0));
    (ends + ((word.len() as u64) << 16)).wrapping_mul(count * count + 0x9E37_79B9)
}

/// The program of the lecture, on lines that are lent.
fn pipeline(text: Arc<str>) -> u64 {
    let mut sum = 0u64;
    let total = &mut sum;
    let word_counts = stream!({
        let lines = source(Lines::new(text));
        let words = lines.flat_map(|line| line.split(' '));
        let pairs = words.map(|word| (word, 1u64));
        let counts = pairs.reduce_by_key(|x, y| x + y);
        counts.for_each(|(word, count)| *total = total.wrapping_add(digest(&word, count)));
    });
    block_on(word_counts.drive()).expect("the pipeline runs");
    sum
}

/// A map of counts by text, as `entry_ref` wants it.
pub(super) type Counts = HashMap<String, u64, FixedState>;

/// Adds the words of a text to the counts. Spaces and ends of lines are looked for in one go, and a word is allocated the
/// first time that it is seen.
pub(super) fn add_words(counts: &mut Counts, text: &str) {
    let mut start = 0;
    for end in memchr::memchr2_iter(b' ', b'\n', text.as_bytes()) {
        *counts.entry_ref(&text[start..end]).or_insert(0) += 1;
        start = end + 1;
    }
}

/// The counts of a batch handed on, as the pipeline does: each word owned, the map kept.
pub(super) fn take(counts: &mut Counts) -> u64 {
    counts.drain().fold(0u64, |sum, (word, count)| sum.wrapping_add(digest(&word, count)))
}

/// The twin.
pub(super) fn twin(text: &str) -> u64 {
    let mut counts = Counts::default();
    let mut sum = 0u64;
    for range in text::batches(text, BATCHES) {
        add_words(&mut counts, &text[range]);
        sum = sum.wrapping_add(take(&mut counts));
    }
    sum
}

pub(crate) const CASES: [Case; 1] = [Case {
    name: "words",
    pipeline: |bytes| {
        let text: Arc<str> = text::zipf(bytes).into();
        Box::new(move || pipeline(text)) as Work
    },
    twin: |bytes| {
        let text = text::zipf(bytes);
        Box::new(move || twin(&text)) as Work
    },
}];

/// The rows on instructions, wall and allocations.
pub(crate) fn rows(scale: Scale) -> Vec<Row> {
    let [case] = &CASES;
    let bytes = scale.pick(8_000_000, 100_000_000);
    let mut rows = vec![case.instructions((bytes / 2, bytes), "byte", Bound::met(1.05))];
    if scale == Scale::Table {
        rows.push(case.wall(bytes, 7, Bound::met(1.05)));
    }
    rows.push(allocated(bytes));
    rows
}

/// The allocations beyond one for each distinct word of a batch, for each batch.
fn allocated(bytes: u64) -> Row {
    let text = text::zipf(bytes);
    let distinct: u64 = text::batches(&text, BATCHES).map(|range| text::distinct(&text[range])).sum();
    let [pipeline, twin] =
        allocations("words", bytes).map(|all| (all - distinct.min(all)) as f64 / BATCHES as f64);
    let name = String::from("words, allocations beyond distinct words");
    Row::number(name, Bound::met(40.0), pipeline, "a batch").twin(format!("{twin} a batch"))
}
