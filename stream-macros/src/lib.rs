//! macros
#![expect(dead_code, reason = "the phases that read the graph and the table stand in the next commits")]

mod graph;
mod ops;
