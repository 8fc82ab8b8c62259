//! What goes wrong with times, windows, states and joins, and what comes of it: each mishap end to end through `stream!`, to a clear
//! error or by a policy. Files of tables that are not as they should be are in `tables.rs` beside this folder.
#![cfg(feature = "runtime")]

mod bounds;
mod lengths;
mod lookups;
mod overflow;
mod panics;
mod sides;
mod timers;
mod times;

use stream_core::time::Timestamp;
use stream_core::{Error, ErrorKind};

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_secs(seconds)
}

/// Looks at an error: its kind, the name of its operator, and what its text says.
fn look(error: &Error, kind: ErrorKind, operator: &str, says: &[&str]) {
    assert_eq!(error.kind(), kind, "{error}");
    assert_eq!(error.operator().map(|operator| operator.name), Some(operator), "{error}");
    let text = error.to_string();
    for part in says {
        assert!(text.contains(part), "`{part}` is not in: {text}");
    }
}
