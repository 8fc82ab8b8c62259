//! Reads the files of `inputs` and `expected`.

use std::path::Path;

use crate::oracle::Record;

/// Rows of a file of expected results: the batch in which Spark put a row out, and its columns.
pub(crate) struct Golden {
    pub(crate) rows: Vec<(usize, Vec<String>)>,
    header: Vec<String>,
}

impl Golden {
    /// The number of rows that are late in both definitions.
    pub(crate) fn late(&self) -> usize {
        let line = self.header.iter().find_map(|line| line.strip_prefix("# rows late in both definitions: "));
        line.and_then(|number| number.parse().ok()).expect("the header says how many rows are late")
    }

    /// Whether stream-core does otherwise on purpose.
    pub(crate) fn differs(&self) -> bool {
        self.header.iter().any(|line| line.starts_with("# differs: ") && line != "# differs: no")
    }

    /// The rows of all batches, sorted.
    pub(crate) fn all(&self) -> Vec<String> {
        let mut rows: Vec<String> = self.rows.iter().map(|(_, row)| row.join(",")).collect();
        rows.sort();
        rows
    }

    /// The rows of the first `batches` batches, sorted within each.
    pub(crate) fn by_batch(&self, batches: usize) -> Vec<Vec<String>> {
        let mut by_batch = vec![Vec::new(); batches];
        let rows = self.rows.iter().filter(|(batch, _)| *batch < batches);
        rows.for_each(|(batch, row)| by_batch[*batch].push(row.join(",")));
        by_batch.iter_mut().for_each(|rows| rows.sort());
        by_batch
    }
}

/// What Spark made of a case.
pub(crate) fn expected(case: &str) -> Golden {
    let (header, rows) = read("expected", case);
    let numbered = |row: Vec<String>| (row[0].parse().expect("a batch"), row[1..].to_vec());
    Golden { header, rows: rows.into_iter().map(numbered).collect() }
}

/// The batches of an input. Times are in nanoseconds.
pub(crate) fn input(name: &str) -> Vec<Vec<Record>> {
    batches(read("inputs", name).1)
}

/// The batches of the two sides of an input of a join.
pub(crate) fn sides(name: &str) -> [Vec<Vec<Record>>; 2] {
    let rows = read("inputs", name).1;
    ["left", "right"].map(|side| {
        let of_side = rows.iter().filter(|row| row[0] == side);
        batches(of_side.map(|row| row[1..].to_vec()).collect())
    })
}

fn batches(rows: Vec<Vec<String>>) -> Vec<Vec<Record>> {
    let mut batches = Vec::new();
    for row in rows {
        let batch: usize = row[0].parse().expect("a batch");
        let [time, value] = [1, 3].map(|column| row[column].parse::<i64>().expect("a number"));
        batches.resize(batches.len().max(batch + 1), Vec::new());
        batches[batch].push(Record::new(time * 1_000_000, row[2].as_str(), value));
    }
    batches
}

/// The header of a file, and its rows without the line of column names.
fn read(folder: &str, name: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spark").join(folder).join(format!("{name}.csv"));
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let (header, rows): (Vec<&str>, Vec<&str>) = text.lines().partition(|line| line.starts_with('#'));
    let columns = |row: &&str| row.split(',').map(str::to_owned).collect();
    (header.into_iter().map(str::to_owned).collect(), rows.iter().skip(1).map(columns).collect())
}
