//! The same inputs through Spark and through stream-core. README.md says how the files came to be and what differs.

mod by_oracle;
#[cfg(feature = "runtime")]
mod by_pipeline;
mod golden;
#[path = "../oracle/mod.rs"]
mod oracle;
mod show;
