//! Joins against the oracle: by distance in time, by window, with a table that is loaded anew and with an outside store. What comes out depends neither on where batches
//! end nor on how many workers there are.
//!
//! `PROPTEST_CASES=100000 cargo test -p stream-core --release --test joins` is the long run.
#![cfg(feature = "runtime")]

#[path = "../drive/mod.rs"]
mod drive;
mod interval;
mod lookup;
#[path = "../oracle/mod.rs"]
mod oracle;
mod reload;
#[path = "../drive/times.rs"]
mod times;
mod window;
