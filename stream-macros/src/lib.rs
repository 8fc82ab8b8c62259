//! The `stream!` macro of stream-core: parse → graph → check → plan → expand, a type per phase.
//!
//! The first three phases add to one list of errors and go on; the last two are total. Nothing here runs a pipeline, and
//! nothing reads the file system, a clock or the environment.
#![expect(dead_code, reason = "the phases that read the graph and the table stand in the next commits")]

mod check;
mod error;
mod graph;
mod ops;
mod parse;
mod stand_in;
#[cfg(test)]
mod tests;

use proc_macro2::TokenStream;

use error::Errors;
use graph::Graph;

/// The first half of the road: the graph of the user's tokens, whole if there are no errors.
fn understand(input: TokenStream, errors: &mut Errors) -> Graph {
    let syntax = parse::parse(input, errors);
    let graph = graph::build(syntax, errors);
    check::check(&graph, errors);
    graph
}
