//! What goes wrong outside a pipeline, and what comes of it: each mishap end to end through `stream!`.

#![cfg(feature = "runtime")]

mod accounting;
mod folders;
mod notices;
mod panics;
mod peer;
mod peers;
mod sinks;
