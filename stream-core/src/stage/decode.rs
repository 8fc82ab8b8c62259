//! Decoding of a record: from text by `FromStr`, from JSON, from a line of CSV.

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
    let mut reader =
        ::csv::ReaderBuilder::new().has_headers(false).delimiter(delimiter).from_reader(record.as_ref());
    let mut fields = reader.deserialize();
    match fields.next() {
        Some(decoded) => decoded.map_err(|error| error.to_string()),
        None => Err("an empty line has no fields".to_owned()),
    }
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
        assert!(csv::<(String, u32), _>("").unwrap_err().contains("empty"));
    }
}
