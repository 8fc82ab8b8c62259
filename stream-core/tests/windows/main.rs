//! Windows over event time against the oracle: for random inputs the final result of each key and window, and the late records,
//! are the same in batches, a record at a time, embedded, with one worker and with four.
//!
//! `PROPTEST_CASES=100000 cargo test -p stream-core --release --test windows` is the long run.
#![cfg(feature = "runtime")]

mod aggregates;
mod chained;
mod collected;
#[path = "../drive/mod.rs"]
mod drive;
mod fixed;
mod late;
#[path = "../oracle/mod.rs"]
mod oracle;
mod seen;
mod session;
mod sliding;
mod updates;
