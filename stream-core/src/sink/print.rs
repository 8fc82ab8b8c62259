//! `print` writes the first records of every batch, in the block that a DStream's `print` writes.
//!
//! With several workers each keeps its first lines, they are gathered at worker 0, and worker 0
//! writes the block.

use std::io::{self, Stdout, Write};

use super::outcome::failed;
use crate::error::Error;
use crate::record::{Batch, Operator};

/// Records that `print()` shows of a batch.
pub const PRINTED: usize = 10;

/// The rule above and below the time: 43 dashes.
const RULE: &str = "-------------------------------------------";

/// The sink of `print` at one worker.
#[derive(Debug)]
pub struct Print<W = Stdout> {
    limit: usize,
    worker: usize,
    operator: Operator,
    to: W,
    /// The first `limit` records, and an empty line if there are more.
    lines: Vec<String>,
}

impl Print {
    /// Shows at most `limit` records of a batch on the standard output, at worker `worker`.
    pub fn new(limit: usize, worker: usize, operator: Operator) -> Self {
        Print::to(io::stdout(), limit, worker, operator)
    }
}

impl<W: Write> Print<W> {
    /// As [`Print::new`], into `to`.
    pub fn to(to: W, limit: usize, worker: usize, operator: Operator) -> Self {
        Print { limit, worker, operator, to, lines: Vec::new() }
    }

    /// Takes a record, whose text `show` appends; called for the first `limit` records only.
    #[inline]
    pub fn push(&mut self, show: impl FnOnce(&mut String)) {
        if self.lines.len() <= self.limit {
            let mut line = String::new();
            if self.lines.len() < self.limit {
                show(&mut line);
            }
            self.lines.push(line);
        }
    }

    /// The lines of this worker, to be gathered at worker 0 in the order of the workers before the
    /// batch is ended.
    pub fn lines(&mut self) -> &mut Vec<String> {
        &mut self.lines
    }

    /// Writes the block of `batch` at worker 0, in one piece; elsewhere does nothing. The last batch, which takes no records,
    /// has a block only if something comes out of it.
    ///
    /// # Errors
    /// The block cannot be written.
    pub fn end_batch(&mut self, batch: &Batch) -> Result<(), Error> {
        let nothing = batch.last && self.lines.is_empty();
        let written = if self.worker == 0 && !nothing { self.write(batch) } else { Ok(()) };
        self.lines.clear();
        written.map_err(|cause| failed(cause.into(), "the batch could not be printed", self.operator))
    }

    fn write(&mut self, batch: &Batch) -> io::Result<()> {
        let mut block = format!("{RULE}\nTime: {}\n{RULE}\n", batch.time);
        for line in self.lines.iter().take(self.limit) {
            block.push_str(line);
            block.push('\n');
        }
        block.push_str(if self.lines.len() > self.limit { "...\n\n" } else { "\n" });
        self.to.write_all(block.as_bytes())?;
        self.to.flush()
    }
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::*;
    use crate::sink::Show;
    use crate::sink::tests::{OPERATOR, batch};

    /// What is printed of `records` with `limit`, at worker 0 of one.
    fn printed<T: Show>(limit: usize, records: impl IntoIterator<Item = T>) -> String {
        let mut print = Print::to(Vec::new(), limit, 0, OPERATOR);
        records.into_iter().for_each(|record| print.push(|text| record.show(text)));
        print.end_batch(&batch(0)).unwrap();
        String::from_utf8(print.to).unwrap()
    }

    #[test]
    fn the_block_of_a_batch_is_spark_s() {
        let expected = "\
-------------------------------------------
Time: 1795338116000 ms
-------------------------------------------
(hello,2)
(world,1)

";
        assert_eq!(printed(10, [("hello", 2), ("world", 1)]), expected);
    }

    #[test]
    fn an_empty_batch_has_a_block() {
        let head = "-------------------------------------------\n";
        assert_eq!(printed::<u8>(10, []), format!("{head}Time: 1795338116000 ms\n{head}\n"));
    }

    #[test]
    fn the_last_batch_has_a_block_only_if_something_comes_out() {
        let mut print = Print::to(Vec::new(), 10, 0, OPERATOR);
        let last = Batch { last: true, ..batch(1) };
        print.end_batch(&last).unwrap();
        assert!(print.to.is_empty());
        print.push(|text| text.push('a'));
        print.end_batch(&last).unwrap();
        assert!(print.to.ends_with(b"--\na\n\n"));
    }

    #[test]
    fn more_than_the_limit_ends_in_dots() {
        let body = |limit, n| printed(limit, 0..n).split_once("ms\n").unwrap().1[44..].to_owned();
        assert_eq!(body(10, 10), "0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n\n");
        assert_eq!(body(10, 11), "0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n...\n\n");
        assert_eq!(body(2, 1_000), "0\n1\n...\n\n");
        assert_eq!(body(0, 1), "...\n\n");
        assert_eq!(body(0, 0), "\n");
    }

    #[test]
    fn only_the_records_that_are_shown_are_formatted() {
        let mut print = Print::to(Vec::new(), 2, 0, OPERATOR);
        let mut formatted = 0;
        for _ in 0..100 {
            print.push(|_| formatted += 1);
        }
        assert_eq!(formatted, 2);
    }

    #[test]
    fn each_batch_begins_with_no_lines() {
        let mut print = Print::to(Vec::new(), 10, 0, OPERATOR);
        print.push(|text| text.push('a'));
        print.end_batch(&batch(0)).unwrap();
        print.end_batch(&batch(1)).unwrap();
        let text = String::from_utf8(print.to).unwrap();
        assert_eq!(text.matches("Time").count(), 2);
        assert_eq!(text.matches('a').count(), 1);
    }

    #[test]
    fn worker_0_prints_the_first_lines_of_all_in_their_order() {
        let mut workers = [0, 1].map(|worker| Print::to(Vec::new(), 4, worker, OPERATOR));
        for (worker, n) in [(0, 1), (1, 9)] {
            (0..n).for_each(|i| workers[worker].push(|text| text.push_str(&format!("{worker}.{i}"))));
        }
        assert_eq!(workers[1].lines().len(), 5, "no more than tells that there are more");
        let gathered = std::mem::take(workers[1].lines());
        workers[0].lines().extend(gathered);
        workers.iter_mut().for_each(|print| print.end_batch(&batch(0)).unwrap());
        let text = String::from_utf8(workers[0].to.clone()).unwrap();
        assert!(text.ends_with("--\n0.0\n1.0\n1.1\n1.2\n...\n\n"), "{text}");
        assert!(workers[1].to.is_empty());
    }

    #[test]
    fn an_output_that_cannot_be_written_is_an_error_of_the_operator() {
        let mut room = [0_u8; 8];
        let mut print = Print::to(&mut room[..], 10, 0, OPERATOR);
        let error = print.end_batch(&batch(0)).unwrap_err();
        assert_eq!(error.operator(), Some(OPERATOR));
        assert_eq!(error.source().unwrap().to_string(), "failed to write whole buffer");
    }
}
