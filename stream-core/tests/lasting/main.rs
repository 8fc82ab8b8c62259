//! Lasting state against the oracle. The meaning of these operators is tied to batches or to the order of arrival: for equal
//! batches and order the results are equal, with one worker, with four, and embedded.
//!
//! `PROPTEST_CASES=100000 cargo test -p stream-core --release --test lasting` is the long run.
#![cfg(feature = "runtime")]

mod counted;
mod dedup;
#[path = "../drive/mod.rs"]
mod drive;
#[path = "../oracle/mod.rs"]
mod oracle;
mod stateful;
mod states;
#[path = "../drive/times.rs"]
mod times;
mod ttl;
