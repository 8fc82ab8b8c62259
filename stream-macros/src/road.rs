//! The road from the tokens of a call to the tokens that replace it, phase by phase.
//!
//! It knows nothing of `proc_macro`, so that tests and fuzz targets walk it too.

use proc_macro2::TokenStream;

use crate::check::check;
use crate::editor;
use crate::error::Errors;
use crate::expand::expand;
use crate::graph::{self, Graph};
use crate::parse::parse;
use crate::plan::plan;
use crate::stand_in::stand_in;

/// The whole road: an expression for the pipeline, or for its errors.
pub(crate) fn compile(krate: &TokenStream, input: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let graph = understand(input, &mut errors);
    if errors.is_empty() { expand(krate, &plan(graph)) } else { stand_in(krate, &graph, &errors) }
}

/// What an editor sees in the place of the pipeline.
pub(crate) fn shadow(krate: &TokenStream, input: TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    understand(input.clone(), &mut errors);
    editor::shadow(krate, input, &errors)
}

/// The first half of the road: the graph of the user's tokens, whole if there are no errors.
pub(crate) fn understand(input: TokenStream, errors: &mut Errors) -> Graph {
    let syntax = parse(input, errors);
    let graph = graph::build(syntax, errors);
    check(&graph, errors);
    graph
}
