//! Joins against the oracle: by distance in time, by window and with a table. What comes out depends neither on where batches
//! end nor on how many workers there are.
//!
//! `PROPTEST_CASES=100000 cargo test -p stream-core --release --test joins` is the long run.
#![cfg(feature = "runtime")]

#[path = "../drive/mod.rs"]
mod drive;
mod interval;
#[path = "../oracle/mod.rs"]
mod oracle;
mod window;
