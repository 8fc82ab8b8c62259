//! A sink of one's own: it writes each batch to a file in one piece, when the batch has ended.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use stream_core::{Batch, BoxError, Sink, stream};

/// Writes records as lines, and a line with the batch's number after each batch.
struct Report {
    file: BufWriter<File>,
    lines: u64,
}

impl Report {
    fn create(path: &Path) -> Result<Self, std::io::Error> {
        Ok(Report { file: BufWriter::new(File::create(path)?), lines: 0 })
    }
}

impl Sink<String> for Report {
    // An error of any of these ends the pipeline, with the error as its cause. What has to wait is done in `poll_flush`.
    fn write(&mut self, record: String) -> Result<(), BoxError> {
        self.lines += 1;
        Ok(writeln!(self.file, "{record}")?)
    }

    fn end_batch(&mut self, batch: &Batch) -> Result<(), BoxError> {
        writeln!(self.file, "-- batch {}: {} lines so far", batch.number, self.lines)?;
        Ok(self.file.flush()?)
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("report.txt");
    let report = Report::create(&path)?;

    stream!(queue([vec![1, 2], vec![3]]).map(|n| format!("{n} squared is {}", n * n)).sink(report)).run()?;

    let written = std::fs::read_to_string(&path)?;
    print!("{written}");
    let expected = "1 squared is 1\n2 squared is 4\n-- batch 0: 2 lines so far\n3 squared is 9\n-- batch 1: 3 lines so far\n";
    assert_eq!(written, expected);
    Ok(())
}
