//! Decoding of a record: from text by `FromStr`, from JSON, from a line of CSV.

#[cfg(feature = "csv")]
use std::cmp::Ordering;
use std::str::FromStr;

/// Decodes text by the type's own [`FromStr`]; white space at the ends is the type's business.
///
/// # Errors
/// The type's own.
#[inline]
pub fn parse<T: FromStr<Err = E>, R: AsRef<str> + ?Sized, E>(record: &R) -> Result<T, E> {
    record.as_ref().parse()
}

/// Decodes a JSON text; `T` may borrow from the record.
///
/// # Errors
/// The text is no JSON, or no `T`.
#[cfg(feature = "json")]
#[inline]
pub fn json<'a, T: serde::Deserialize<'a>, R: AsRef<[u8]> + ?Sized>(
    record: &'a R,
) -> Result<T, serde_json::Error> {
    serde_json::from_slice(record.as_ref())
}

/// Decodes one line of comma-separated values, the fields by position, quoted with `"` where need be.
///
/// # Errors
/// The line is no such record, or its fields are no `T`.
#[cfg(feature = "csv")]
pub fn csv<T: serde::de::DeserializeOwned, R: AsRef<[u8]> + ?Sized>(record: &R) -> Result<T, String> {
    csv_by(record, b',')
}

/// The same with another delimiter.
///
/// # Errors
/// As [`csv()`].
#[cfg(feature = "csv")]
pub fn csv_by<T: serde::de::DeserializeOwned, R: AsRef<[u8]> + ?Sized>(
    record: &R,
    delimiter: u8,
) -> Result<T, String> {
    let line = trimmed(record.as_ref());
    // What follows tells where the reader thinks that the record ends.
    let input = std::io::Read::chain(line, &b"\n.\n"[..]);
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).delimiter(delimiter).from_reader(input);
    let mut fields = ::csv::ByteRecord::new();
    if line.is_empty() || !reader.read_byte_record(&mut fields).map_err(|error| error.to_string())? {
        return Err("an empty line has no fields".to_owned());
    }
    match reader.position().byte().cmp(&(line.len() as u64 + 1)) {
        Ordering::Less => Err("more than one line".to_owned()),
        Ordering::Greater => Err("a quoted field that does not end".to_owned()),
        Ordering::Equal => ::csv::StringRecord::from_byte_record(fields)
            .map_err(|error| error.to_string())?
            .deserialize(None)
            .map_err(|error| error.to_string()),
    }
}

/// What the operator `json` decodes, without the feature `json`. Nothing implements it.
#[cfg(not(feature = "json"))]
#[diagnostic::on_unimplemented(
    message = "`json` is a feature of stream-core, which is not switched on",
    label = "needs the feature `json`",
    note = "add it to the `features` of stream-core in Cargo.toml: `cargo add stream-core --features json`"
)]
pub trait JsonIsOn {}

/// Stands in for the decoder that the feature brings.
///
/// # Errors
/// Never called.
#[cfg(not(feature = "json"))]
pub fn json<T, R: JsonIsOn + ?Sized>(_: &R) -> Result<T, std::convert::Infallible> {
    unreachable!("nothing is a `JsonIsOn`")
}

/// What the operator `csv` decodes, without the feature `csv`. Nothing implements it.
#[cfg(not(feature = "csv"))]
#[diagnostic::on_unimplemented(
    message = "`csv` is a feature of stream-core, which is not switched on",
    label = "needs the feature `csv`",
    note = "add it to the `features` of stream-core in Cargo.toml: `cargo add stream-core --features csv`"
)]
pub trait CsvIsOn {}

/// Stands in for the decoder that the feature brings.
///
/// # Errors
/// Never called.
#[cfg(not(feature = "csv"))]
pub fn csv<T, R: CsvIsOn + ?Sized>(_: &R) -> Result<T, std::convert::Infallible> {
    unreachable!("nothing is a `CsvIsOn`")
}

/// The same with another delimiter.
///
/// # Errors
/// Never called.
#[cfg(not(feature = "csv"))]
pub fn csv_by<T, R: CsvIsOn + ?Sized>(record: &R, _: u8) -> Result<T, std::convert::Infallible> {
    csv(record)
}

/// The line without its end.
#[cfg(feature = "csv")]
fn trimmed(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_parsed_by_its_type() {
        assert_eq!(parse::<u32, _, _>("7"), Ok(7));
        assert_eq!(parse::<u32, _, _>(&"7".to_owned()), Ok(7));
        assert!(parse::<u32, _, _>(&"x").is_err());
    }

    #[cfg(feature = "json")]
    #[test]
    fn json_may_borrow_from_the_record() {
        assert_eq!(json::<&str, _>(&"\"abc\"").unwrap(), "abc");
        assert_eq!(json::<(u32, bool), _>(b"[1, true]").unwrap(), (1, true));
        assert!(json::<u32, _>("{").is_err());
    }

    #[cfg(feature = "csv")]
    #[test]
    fn a_line_of_csv_is_decoded_by_position() {
        assert_eq!(csv::<(String, u32), _>("a b,7").unwrap(), ("a b".to_owned(), 7));
        assert_eq!(csv::<(String, u32), _>("\"a,b\",7").unwrap(), ("a,b".to_owned(), 7));
        assert_eq!(csv_by::<(String, u32), _>("a;7", b';').unwrap(), ("a".to_owned(), 7));
        assert!(csv::<(String, u32), _>("a,x").unwrap_err().contains("invalid digit"));
        assert_eq!(csv::<(String, u32), _>("a,7\r\n").unwrap(), ("a".to_owned(), 7));
        assert!(csv::<(String, u32), _>("").unwrap_err().contains("empty"));
    }

    #[cfg(feature = "csv")]
    #[test]
    fn a_record_of_csv_is_one_line_and_nothing_of_it_is_lost() {
        assert_eq!(csv::<(String, u32), _>("\"a\nb\"\"\",7").unwrap(), ("a\nb\"".to_owned(), 7));
        assert_eq!(csv::<(String, u32), _>("a,7\nb,8"), Err("more than one line".to_owned()));
        assert_eq!(csv::<(u32, String), _>("7,\"a"), Err("a quoted field that does not end".to_owned()));
        assert_eq!(csv::<(u32, String), _>("7,\"a\n"), Err("a quoted field that does not end".to_owned()));
        assert_eq!(csv::<(u32, String), _>("7,5\" pipe").unwrap(), (7, "5\" pipe".to_owned()));
    }
}
