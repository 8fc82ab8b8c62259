//! The measured pipelines, each beside its twin.

pub(crate) mod chain;
