//! Windows over event time against the oracle: for random inputs the final result of each key and window, and the late records,
//! are the same in batches, a record at a time, embedded, with one worker and with four.
//!
//! `PROPTEST_CASES=100000 cargo test -p stream-core --release --test windows` is the long run.
#![cfg(feature = "runtime")]

mod aggregates;
mod by_clock;
mod chained;
mod collected;
mod counted;
mod drawn;
#[path = "../drive/mod.rs"]
mod drive;
mod fixed;
mod idle;
mod late;
#[path = "../oracle/mod.rs"]
mod oracle;
#[path = "../drive/script.rs"]
mod script;
mod seen;
mod session;
mod sliding;
#[path = "../drive/times.rs"]
mod times;
mod updates;
