//! What generated code names. Nothing here is meant to be written by hand.

pub use crate::run::{Prog, pipeline};
pub use crate::stage::{At, Cx, Feed, Opened, Plan, Sources, Worker};
