//! Results as Spark's files have them: times in milliseconds, nothing for null, lists with `|`.

use crate::oracle::Record;
use crate::oracle::aggregates;
use crate::oracle::windows::Window;

/// Nanoseconds as milliseconds.
pub(crate) fn millis(nanos: i64) -> i64 {
    nanos.div_euclid(1_000_000)
}

/// A mean as Python prints it.
pub(crate) fn float(number: f64) -> String {
    format!("{number:?}")
}

/// Key, window, count, sum, mean.
pub(crate) fn statistics(key: &str, window: Window, (count, sum, mean): (u64, i64, f64)) -> String {
    format!("{key},{},{},{count},{sum},{}", millis(window.0), millis(window.1), float(mean))
}

/// The same of the values of a group.
pub(crate) fn statistics_of(key: &str, window: Window, values: &[i64]) -> String {
    let sum = aggregates::sum(values).expect("it is in range");
    statistics(key, window, (aggregates::count(values), sum, aggregates::mean(values)))
}

/// Time and value of a side of a join, or nothing.
pub(crate) fn side(record: Option<&Record>) -> String {
    record.map_or_else(|| ",".to_owned(), |record| format!("{},{}", millis(record.time), record.value))
}
