//! Lines of JSON and of CSV, decoded into a type of the program's.

use serde::Deserialize;
use stream_core::{Collected, OnError, stream};

#[derive(Clone, Debug, Deserialize, PartialEq)]
struct Trade {
    symbol: String,
    shares: u32,
}

fn main() -> Result<(), stream_core::Error> {
    let trades = Collected::new();
    let lines = [r#"{"symbol": "ABC", "shares": 100}"#, "not JSON", r#"{"symbol": "XYZ", "shares": 7}"#];
    stream!(from_iter(lines).json::<Trade>().collect(&trades)).on_error(OnError::skip()).run()?;
    let from_json = trades.take();

    stream!(from_iter(["ABC;100", "XYZ;7"]).csv::<Trade>(delimiter = b';').collect(&trades)).run()?;
    let from_csv = trades.take();

    assert_eq!(from_json, from_csv);
    assert_eq!(from_json[1], Trade { symbol: "XYZ".into(), shares: 7 });
    println!("{from_json:?}");
    Ok(())
}
