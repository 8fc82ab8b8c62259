//! Parquet files as static tables of `stream_core`, to join a stream with.
//!
//! ```no_run
//! use stream_core::{Collected, stream};
//! use stream_parquet::{RowAccessor, parquet_table};
//!
//! let prices = parquet_table("prices.parquet", |row| Ok((row.get_string(0)?.clone(), row.get_double(1)?)));
//! let priced = Collected::new();
//! stream!(
//!     from_iter([("bread", 2), ("salt", 1)])
//!         .join(table(prices.reload_on_change()))
//!         .map(|(_, (pieces, price))| f64::from(pieces) * price)
//!         .collect(&priced)
//! );
//! ```
//!
//! A row is read as a whole, and its columns are taken by position, in the order of the file's schema. The compressions that can be
//! read are features: `snappy`, which is on, `gzip` and `zstd`.

use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;

pub use parquet::errors::ParquetError;
pub use parquet::record::{Row, RowAccessor};

use parquet::file::serialized_reader::SerializedFileReader;
use stream_core::BoxError;
use stream_core::table::Table;

/// A table of the rows of a Parquet file; `pair` makes key and value of a row.
///
/// It is loaded, reloaded and refused as every table of a file is, see [`Table`]. An error names the file and the row, counted
/// from 1: a file that is no Parquet, a column that is not there or is of another type, a null where a value is asked for.
pub fn parquet_table<K, V, F>(path: impl Into<PathBuf>, pair: F) -> Table<K, V>
where
    K: Send + 'static,
    V: Send + 'static,
    F: Fn(&Row) -> Result<(K, V), ParquetError> + Send + Sync + 'static,
{
    let pair = Arc::new(pair);
    Table::load_file(path, move |path| {
        let rows = SerializedFileReader::new(File::open(path)?)?;
        let pair = Arc::clone(&pair);
        Ok(rows.into_iter().map(move |row| pair(&row?).map_err(BoxError::from)))
    })
}
