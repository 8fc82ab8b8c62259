//! A dozen fixed pipelines with random inputs: what they compute depends neither on how they are driven nor on how many
//! workers drive them, and is what a plain fold over the input computes.
//!
//! `PROPTEST_CASES=100000 cargo test -p stream-core --release --test equality` is the long run.
#![cfg(feature = "runtime")]

mod batches;
mod drive;
mod records;
