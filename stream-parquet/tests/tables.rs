//! Small files, written here, joined with a stream.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use stream_core::table::Table;
use stream_core::{Error, ErrorKind, stream};
use stream_parquet::{RowAccessor, parquet_table};
use tempfile::TempDir;

/// Writes rows of an article and its price, which may be missing.
fn write(path: &Path, rows: &[(&str, Option<i64>)]) {
    let schema = "message prices { REQUIRED BYTE_ARRAY article (UTF8); OPTIONAL INT64 cents; }";
    let schema = Arc::new(parse_message_type(schema).unwrap());
    let properties = WriterProperties::builder().set_compression(parquet::basic::Compression::SNAPPY);
    let file = fs::File::create(path).unwrap();
    let mut file = SerializedFileWriter::new(file, schema, Arc::new(properties.build())).unwrap();
    let mut group = file.next_row_group().unwrap();
    let articles: Vec<_> = rows.iter().map(|row| ByteArray::from(row.0)).collect();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<ByteArrayType>().write_batch(&articles, None, None).unwrap();
    column.close().unwrap();
    let cents: Vec<i64> = rows.iter().filter_map(|row| row.1).collect();
    let there: Vec<i16> = rows.iter().map(|row| row.1.is_some().into()).collect();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<Int64Type>().write_batch(&cents, Some(&there), None).unwrap();
    column.close().unwrap();
    group.close().unwrap();
    file.close().unwrap();
}

fn prices(path: &Path) -> Table<String, i64> {
    parquet_table(path, |row| Ok((row.get_string(0)?.clone(), row.get_long(1)?)))
}

/// What the articles cost, by the table.
fn cost(table: Table<String, i64>, articles: &[&'static str]) -> Result<Vec<i64>, Error> {
    let mut pipeline = stream!(
        input::<&'static str>()
            .map(|article| (article, ()))
            .join(table(table))
            .map(|(_, (_, cents))| *cents)
            .output::<i64>()
    )
    .embed()?;
    articles.iter().try_for_each(|article| pipeline.feed(*article))?;
    pipeline.finish()
}

#[test]
fn the_rows_of_a_file_are_joined_by_key() -> Result<(), Error> {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("prices.parquet");
    write(&path, &[("bread", Some(320)), ("milk", Some(110)), ("salt", Some(80))]);
    assert_eq!(cost(prices(&path), &["salt", "oil", "bread", "salt"])?, [80, 320, 80]);
    Ok(())
}

/// Why the table cannot be loaded.
fn refused(path: &Path) -> String {
    let Err(error) = cost(prices(path), &[]) else { panic!("it is loaded") };
    assert_eq!(error.kind(), ErrorKind::Start);
    error.to_string()
}

#[test]
fn what_is_not_as_it_should_be_is_told_with_file_and_row() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("prices.parquet");
    assert!(refused(&path).contains("prices.parquet` cannot be loaded: No such file"), "{}", refused(&path));
    fs::write(&path, "article,cents\nbread,320\n").unwrap();
    assert!(refused(&path).contains("prices.parquet` cannot be loaded: "), "{}", refused(&path));
    write(&path, &[("bread", Some(320)), ("milk", None)]);
    assert!(refused(&path).contains("prices.parquet` cannot be loaded: row 2: "), "{}", refused(&path));
    write(&path, &[("bread", Some(320)), ("milk", Some(1)), ("bread", Some(2))]);
    assert!(refused(&path).contains("row 3: the key of row 1 comes again"), "{}", refused(&path));
}
